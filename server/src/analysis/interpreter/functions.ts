import type { Site } from "../graph/model.js";
import { isInContext } from "../graph/recorder.js";
import type { Fn, Span } from "../ir/model.js";
import type { Location } from "../ir/source.js";
import { assign, withDefault } from "./assignment.js";
import { promiseOf, settled } from "./awaiting.js";
import { after, type Done, finished, NOTHING, since } from "./done.js";
import { scope } from "./env.js";
import { type Frame, locate, type Yield } from "./frame.js";
import { allocate, allocateGenerator, listOf, listSummary } from "./heap.js";
import { joinAll, joinValues } from "./join.js";
import { become, joinStates, type State, Store } from "./state.js";
import { hoist, runBody } from "./statements.js";
import { instanceOfType } from "./types.js";
import { type FnShape, isNever, NEVER, shaped, UNDEFINED, UNKNOWN, type Value } from "./values.js";

/** Who calls, for contexts, positions and evidence. */
export interface Invocation {
  /** Identifies the call in the code. */
  code: object;
  span: Span;
  callee: string;
  /** Where V8 may report it; absent where no frame of the user's own code does. */
  at?: { readonly positions: readonly number[] };
  /** The name the result is bound to. */
  hint?: string;
  /** Called by a promise once it has settled: V8 then reports the `await` around it. */
  isDeferred?: boolean;
  /** One of several things this call may reach (P94). */
  isChoice?: boolean;
  /** The flow's own body: no helper in between. */
  isRoot?: boolean;
}

export interface Argument {
  value: Value;
  span: Span;
  /** Stands for any number of arguments. */
  rest: boolean;
}

/** Rule 10: a function whose body is known is interpreted where it is called (P65..P78). */
export function callFunction(
  frame: Frame,
  state: State,
  shape: FnShape,
  args: readonly Argument[],
  call: Invocation,
): Value {
  const { fn } = shape;
  const again = activation(frame, fn);
  if (again) return recur(state, again, args);
  if (!frame.run.budget.mayDescend(frame.context.depth)) {
    const reason = `Calls nest too deeply to follow ${fn.name || "this function"}.`;
    frame.run.incomplete.push({ reason, location: locate(frame, call) });
    return UNKNOWN;
  }
  frame.run.files.add(shape.module.file);
  const inner = activate(frame, shape, call);
  const entryDone = state.done;
  const { guard: entryGuard, pending: entryPending } = state;
  const values = [
    ...shape.bound.map((value) => ({ value, span: call.span, rest: false })),
    ...args,
  ];

  const entryStore = state.store;
  if (fn.async) state.store = new Store(entryStore);
  // A generator does nothing until someone goes through it, and only as much as that one asks for.
  if (fn.generator && inner.activity) state.pending = [...entryPending, inner.activity];
  const result = evaluateBody(inner, state, fn, values);
  if (inner.recursion?.met) {
    // P68: once more, from what the first round returned and was called with.
    inner.recursion.result = result;
    const again = widened(values, inner.recursion.args);
    frame.run.recorder.repeating(inner.context, () => evaluateBody(inner, state, fn, again));
  }
  if (!state.live) {
    state.live = !throwsAlways(inner);
    if (!state.live) return NEVER;
  }
  if (fn.generator) {
    const items = inner.yields.map((each) => yielded(inner, each, entryDone));
    state.done = entryDone;
    state.guard = entryGuard;
    state.pending = entryPending;
    return allocateGenerator(frame, state, listSummary(joinAll(items)), inner.activity);
  }
  if (!fn.async) return result;
  // An async function runs beside its caller until someone awaits it (P06 for helpers).
  const { result: value, done, rejects } = settled(state.done, result, locate(frame, call));
  const failing = [...new Set([...rejects, ...sitesOf(inner)])];
  const own = after(since(entryDone, done), ending(inner, state, locate(frame, call)));
  if (inner.activity && state.pending.includes(inner.activity)) {
    state.store.lateSince(entryStore, inner.activity);
  }
  state.done = entryDone;
  state.pending = entryPending;
  return shaped({ kind: "promise", value, done: own, rejects: failing, future: false });
}

/** Whoever awaits an async function knows that it has come to its end. */
function ending({ activity }: Frame, { pending }: State, at: Location): Done {
  return activity && pending.includes(activity) ? finished(activity, at) : NOTHING;
}

/** P77: whoever awaits an item of an async generator has waited for all that came before it. */
function yielded(frame: Frame, { value, done }: Yield, entryDone: Done): Value {
  if (!frame.fn?.async) return value;
  return promiseOf(value, since(entryDone, done), sitesOf(frame));
}

/** The tasks that the function itself calls: their failures are its own. */
function sitesOf({ run, context, fn, module }: Frame): Site[] {
  return run.recorder.sites.filter(({ context: own, kind, location: { file, span } }) => {
    if (own !== context || kind === "param" || kind === "return" || !fn) return false;
    return file === module.file && span.start >= fn.span.start && span.end <= fn.span.end;
  });
}

export function activate(frame: Frame, shape: FnShape, call: Invocation): Frame {
  const { fn, module } = shape;
  // A callback written in the call's own arguments is part of the caller, not a helper.
  const isInline =
    call.isRoot ||
    (module === frame.module && fn.span.start >= call.span.start && fn.span.end <= call.span.end);
  const context = isInline
    ? frame.context
    : frame.run.recorder.enter(
        frame.context,
        call.code,
        fn.name || call.callee,
        locate(frame, call),
      );
  return {
    run: frame.run,
    module,
    context,
    fn,
    activity:
      (fn.async || fn.generator) && !call.isRoot
        ? frame.run.recorder.activity(frame.context, call.code, fn.name || call.callee)
        : null,
    caller: frame,
    self: shape.self,
    home: shape.home,
    hint: call.hint,
    env: scope(shape.env, fn.declares),
    owner: frame.owner,
    arm: frame.arm,
    handler: frame.handler,
    targets: [],
    awaiting: isInline ? frame.awaiting : null,
    caught: frame.caught,
    detached: frame.detached,
    returns: [],
    yields: [],
    recursion: null,
  };
}

export function evaluateBody(frame: Frame, state: State, fn: Fn, args: readonly Argument[]): Value {
  const firstReturn = frame.returns.length;
  bindParameters(frame, state, fn, args);
  hoist(frame, state, fn.body);
  runBody(frame, state, fn.body);
  const exits = frame.returns.slice(firstReturn);
  const ways = [state, ...exits.map((exit) => exit.state)];
  const values = exits.map((exit) => exit.value);
  const result = joinAll(state.live ? [...values, UNDEFINED] : values);
  become(
    state,
    joinStates(
      ways.map((way) => ({ ...way })),
      state,
    ),
  );
  return result;
}

function bindParameters(frame: Frame, state: State, fn: Fn, args: readonly Argument[]): void {
  fn.params.forEach((param, index) => {
    let value: Value;
    if (param.rest) {
      const rest = args.slice(index);
      const isOpen = args.some((each) => each.rest);
      const items = rest.map((each) => each.value);
      value = allocate(frame, state, "array", isOpen ? listSummary(joinAll(items)) : listOf(items));
    } else {
      value = argumentAt(args, index);
      if (param.default) value = withDefault(frame, state, value, param.default);
    }
    if (param.type) value = instanceOfType(frame, state, value, param.type);
    for (const name of namesOf(param.target)) frame.env.cells.set(name, { name, base: null });
    assign(frame, state, param.target, value);
  });
}

function argumentAt(args: readonly Argument[], index: number): Value {
  const open = args.findIndex((each) => each.rest);
  if (open !== -1 && index >= open) {
    return joinValues(UNDEFINED, joinAll(args.slice(open).map((each) => each.value)));
  }
  return args[index]?.value ?? UNDEFINED;
}

export function namesOf(target: Fn["params"][number]["target"]): string[] {
  switch (target.op) {
    case "name":
      return [target.name];
    case "member":
      return [];
    case "record":
      return [
        ...target.fields.flatMap((field) => namesOf(field.target)),
        ...(target.rest ? namesOf(target.rest) : []),
      ];
    case "list":
      return [
        ...target.items.flatMap((item) => (item ? namesOf(item.target) : [])),
        ...(target.rest ? namesOf(target.rest) : []),
      ];
  }
}

/** The activation of the same function further up, if it is being interpreted already. */
function activation(frame: Frame, fn: Fn): Frame | null {
  for (let at: Frame | null = frame; at; at = at.caller) if (at.fn === fn) return at;
  return null;
}

function recur(state: State, again: Frame, args: readonly Argument[]): Value {
  again.recursion ??= { met: true, args: [], result: NEVER };
  again.recursion.args.push(args.map((each) => each.value));
  markRecursive(again);
  const { result } = again.recursion;
  if (!again.fn?.async || isNever(result)) return result;
  return shaped({ kind: "promise", value: result, done: state.done, rejects: [], future: false });
}

function markRecursive(frame: Frame): void {
  for (const site of frame.run.recorder.sites) {
    if (isInContext(site.context, frame.context)) site.repeats = true;
  }
}

function widened(args: readonly Argument[], again: readonly Value[][]): Argument[] {
  return args.map((each, index) => ({
    ...each,
    value: again.reduce((value, other) => joinValues(value, other[index] ?? UNDEFINED), each.value),
  }));
}

function throwsAlways(frame: Frame): boolean {
  return frame.returns.every((exit) => !exit.state.live);
}
