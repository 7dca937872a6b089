import type { Group } from "../graph/model.js";
import { isWithin } from "../graph/recorder.js";
import type { Loop, Span } from "../ir/model.js";
import type { Location } from "../ir/source.js";
import { assign } from "./assignment.js";
import { awaitValue } from "./awaiting.js";
import { after, type Done, finished, NOTHING } from "./done.js";
import { scope } from "./env.js";
import { evaluate } from "./expressions.js";
import { type Frame, locate, type Target, within } from "./frame.js";
import { countExits, noteExits, openGroup } from "./guards.js";
import { type Elements, iterate } from "./heap.js";
import { deepProvenance } from "./sources.js";
import { become, fork, guarded, joinStates, type State } from "./state.js";
import { execute } from "./statements.js";
import { constantOf, type Provenance, UNDEFINED, UNKNOWN, type Value } from "./values.js";

/** The site set of a body stops growing soon; more passes than this find nothing new. */
const MOST_PASSES = 3;

/** Rule 8. */
export function executeLoop(
  frame: Frame,
  state: State,
  loop: Loop,
  label: string | undefined,
): void {
  const env = scope(frame.env, loop.declares);
  const left = countExits(frame);
  within(frame, { env }, () => {
    if (loop.init) execute(frame, state, loop.init);
    const over = loop.iterable ? elementsOf(frame, state, loop) : null;
    const exits: State[] = [];
    if (over?.items && loop.target && isUnrolled(over.items)) {
      unroll(frame, state, loop, loop.target, over.items, label);
      return;
    }
    const group = loopGroup(frame, state, loop, loop.kind, loop.runsAtLeastOnce);
    const target: Target = { label, isLoop: true, breaks: exits, continues: [] };
    const never = loop.test ? constantOf(evaluateQuietly(frame, state, loop)) : null;
    const isEndless =
      loop.kind !== "for-of" && loop.iterable === null && (!loop.test || never?.value === true);

    repeat(frame, state, group, loop.runsAtLeastOnce, over?.prov ?? [], (way) => {
      within(frame, { targets: [...frame.targets, target] }, () => {
        const testsFirst = loop.kind === "while" || loop.kind === "for";
        if (loop.test && testsFirst) testLoop(frame, way, loop.test, group, loop.runsAtLeastOnce);
        if (loop.target && over)
          assign(frame, way, loop.target, itemOf(frame, way, loop, over.item));
        execute(frame, way, loop.body);
        become(way, joinStates([way, ...target.continues.splice(0)], way));
        if (loop.test && !testsFirst && way.live) evaluate(frame, way, loop.test);
        if (loop.update && way.live) evaluate(frame, way, loop.update);
      });
    });
    if (over) state.done = after(state.done, over.end);
    const guard = state.guard;
    if (isEndless) state.live = false;
    become(state, joinStates([state, ...exits], state));
    if (exits.length > 0 && state.live) {
      state.guard = outside(guard, state, group);
      // The ways that broke out do not know of those that returned.
      noteExits(frame, state, left, loop.span);
    }
  });
}

const MOST_UNROLLED = 8;

/** P93: a known list of functions is called one by one, each with its own name. */
export function isUnrolled(items: readonly Value[]): boolean {
  const isCallable = (value: Value) =>
    value.shapes.some((shape) => shape.kind === "task" || shape.kind === "fn");
  return items.length > 0 && items.length <= MOST_UNROLLED && items.every(isCallable);
}

function unroll(
  frame: Frame,
  state: State,
  loop: Loop,
  variable: NonNullable<Loop["target"]>,
  items: readonly Value[],
  label: string | undefined,
): void {
  const breaks: State[] = [];
  for (const item of items) {
    const target: Target = { label, isLoop: true, breaks, continues: [] };
    within(frame, { targets: [...frame.targets, target] }, () => {
      assign(frame, state, variable, item);
      execute(frame, state, loop.body);
    });
    become(state, joinStates([state, ...target.continues], state));
    if (!state.live) break;
  }
  become(state, joinStates([state, ...breaks], state));
}

/** A literal test has no sources and no effects; any other is evaluated with the body. */
function evaluateQuietly(frame: Frame, state: State, loop: Loop): Value {
  return loop.test?.op === "const" ? evaluate(frame, state, loop.test) : UNKNOWN;
}

/** P31: the test belongs to the loop, and decides whether the body runs. */
function testLoop(
  frame: Frame,
  state: State,
  test: NonNullable<Loop["test"]>,
  group: Group,
  certain: boolean,
): void {
  const value = evaluate(frame, state, test);
  const prov = deepProvenance(state, value);
  if (constantOf(value)) return;
  guarded(state, { prov, at: locate(frame, test), kind: certain ? "fails" : "maybe", group });
}

function elementsOf(
  frame: Frame,
  state: State,
  loop: Loop,
): Elements & { prov: readonly Provenance[]; end: Done } {
  const value = loop.iterable ? evaluate(frame, state, loop.iterable) : UNDEFINED;
  const prov = deepProvenance(state, value);
  if (loop.kind === "for-in") {
    return {
      item: { prov: [], shapes: UNKNOWN.shapes },
      items: null,
      nonEmpty: false,
      prov,
      end: NOTHING,
    };
  }
  return { ...iterate(state, value), prov, end: endOf(value, locate(frame, loop)) };
}

/** P77: who goes through a generator to its end has waited for all it does. */
function endOf({ shapes }: Value, at: Location): Done {
  const [shape] = shapes;
  const activity = shapes.length === 1 && shape?.kind === "object" ? shape.object.activity : null;
  return activity ? finished(activity, at) : NOTHING;
}

/** P30: each pass of a `for await` waits for its item. */
function itemOf(frame: Frame, state: State, loop: Loop, item: Value): Value {
  return loop.kind === "for-await" ? awaitValue(frame, state, item, locate(frame, loop)) : item;
}

export function loopGroup(
  frame: Frame,
  state: State,
  code: { span: Span },
  label: string,
  nonEmpty: boolean,
  kind: "loop" | "map" = "loop",
): Group {
  return openGroup(frame, state, code, { kind, label, times: nonEmpty ? "1..n" : "0..n" });
}

/**
 * Runs a body as often as new nodes appear, at least twice: the second pass starts where the first
 * ended, so what it finds new was carried over (P29, P31). Joined with no pass at all unless the
 * body runs for certain.
 */
export function repeat(
  frame: Frame,
  state: State,
  group: Group,
  nonEmpty: boolean,
  over: readonly Provenance[],
  body: (state: State) => void,
): void {
  const { recorder } = frame.run;
  const skipped = fork(state);
  const ends: State[] = [];
  const entryGuard = state.guard;
  const outer = group.pass;
  const exits = countExits(frame);
  let way = fork(state);
  let known = -1;
  for (let pass = 1; pass <= MOST_PASSES && way.live; pass += 1) {
    if (pass > 2 && recorder.sites.length === known) break;
    known = recorder.sites.length;
    group.pass = pass;
    way.guard = entryGuard;
    guarded(way, {
      prov: over,
      at: group.location,
      kind: nonEmpty ? "fails" : "maybe",
      group,
    });
    within(frame, { owner: group, arm: undefined }, () => body(way));
    if (way.live) ends.push(fork(way));
    way = fork(way);
  }
  group.pass = outer;
  if (group.kind === "loop" && !ends.some((end) => waitsInside(end, group))) group.kind = "map";
  const after = joinStates([...ends, ...(nonEmpty ? [] : [skipped])], skipped);
  become(state, after);
  if (state.live) state.guard = entryGuard;
  noteExits(frame, state, exits, group.location.span);
}

/** P32: a loop that starts calls and waits for none is a map. */
function waitsInside(end: State, group: Group): boolean {
  for (const step of end.done.keys()) {
    if (step.sort === "site" && isWithin(step, group)) return true;
  }
  return false;
}

/** After a loop left by `break`, its own guards no longer hold. */
function outside(guard: State["guard"], state: State, group: Group): State["guard"] {
  for (let at = state.guard; at; at = at.parent) {
    if (at.group === group) return at.parent;
  }
  return guard && state.guard && state.guard.depth > guard.depth ? guard : state.guard;
}
