import { promisedPart, promiseOf, settled } from "../awaiting.js";
import { forkedArm } from "../branches.js";
import { after, anyOf, type Done, finished, joinDone, NOTHING, since, weaken } from "../done.js";
import { locate, within } from "../frame.js";
import { allocate, iterate, listOf, listSummary, record } from "../heap.js";
import { joinAll, joinValues } from "../join.js";
import { ITEM, stepOf } from "../provenance.js";
import { maybe, promisesIn } from "../sources.js";
import { become, fork, guarded } from "../state.js";
import {
  native,
  type PromiseShape,
  shaped,
  stringOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from "../values.js";
import { arg, type Call, invoke, type Summary } from "./summary.js";

/** P08, P33, P63: all of them, in the same order. */
const all: Summary = (from) => combine(from, false);
const allSettled: Summary = (from) => combine(from, true);

function combine(from: Call, settles: boolean): Value {
  const { frame, state, call } = from;
  const list = arg(from, 0);
  const at = locate(frame, call);
  const { items, item, nonEmpty } = iterate(state, list);
  const waited = promisesIn(state, list);
  const done = waited.done.reduce<Done>((sum, each) => after(sum, each), NOTHING);
  const rejects = settles ? [] : (items ?? [item]).flatMap(rejectsOf);
  const wrap = (value: Value) =>
    settles
      ? allocate(
          frame,
          state,
          "object",
          record([
            ["value", value],
            ["status", UNKNOWN],
            ["reason", UNKNOWN],
          ]),
        )
      : value;
  if (items) {
    const values = items.map((each) => wrap(settled(NOTHING, each, at).result));
    return promiseOf(allocate(frame, state, "array", listOf(values)), done, rejects);
  }
  const isTask = list.shapes.every((shape) => shape.kind === "promise" || shape.kind === "top");
  if (isTask && list.prov.length + promised(list).length > 0 && !settles) {
    // A list nobody saw made, such as a mapped task's: its own provenance says it all.
    const inner = settled(NOTHING, list, at);
    return promiseOf(inner.result, inner.done, rejects);
  }
  const value = wrap(settled(NOTHING, item, at).result);
  return promiseOf(allocate(frame, state, "array", listSummary(value, nonEmpty)), done, rejects);
}

function promised(value: Value): PromiseShape[] {
  return value.shapes.filter((shape): shape is PromiseShape => shape.kind === "promise");
}

function rejectsOf(value: Value) {
  return promised(value).flatMap((shape) => [...shape.rejects]);
}

/** P64: one of them, nobody knows which. */
const race: Summary = (from) => {
  const { frame, state, call } = from;
  const list = arg(from, 0);
  const at = locate(frame, call);
  const { items, item } = iterate(state, list);
  const values = (items ?? [item]).map((each) => settled(NOTHING, each, at));
  const result = joinAll(
    values.map((each) => (values.length > 1 ? maybe(each.result) : each.result)),
  );
  const done = anyOf(values.map((each) => each.done));
  return promiseOf(
    result,
    done,
    values.flatMap((each) => [...each.rejects]),
  );
};

const resolve: Summary = (from) => {
  const at = locate(from.frame, from.call);
  const { result, done, rejects } = settled(NOTHING, arg(from, 0), at);
  return promiseOf(result, done, rejects);
};

function deferred(from: Call): Call {
  return { ...from, call: { ...from.call, isDeferred: true } };
}

/** P97: the callback runs once the promise has settled, and sees its value. */
const then: Summary = (given) => {
  const from = deferred(given);
  const source = from.self ?? UNKNOWN;
  const [fulfilled, rejected] = [arg(from, 0), arg(from, 1)];
  const failing = rejectsOf(source);
  const passed = chained(from, source, (way, value) =>
    isCallable(fulfilled) ? invoke(from, fulfilled, [value], way) : value,
  );
  if (!isCallable(rejected)) return passed;
  const handled = onFailure(from, source, rejected, failing);
  return either(passed, handled);
};

const caught: Summary = (given) => {
  const from = deferred(given);
  const source = from.self ?? UNKNOWN;
  const handled = onFailure(from, source, arg(from, 0), rejectsOf(source));
  return either(source, handled);
};

const lastly: Summary = (given) => {
  const from = deferred(given);
  const source = from.self ?? UNKNOWN;
  return chained(from, source, (way, value) => {
    const callback = arg(from, 0);
    const waited = isCallable(callback) ? invoke(from, callback, [], way) : UNDEFINED;
    const at = locate(from.frame, from.call);
    way.done = settled(way.done, waited, at).done;
    return value;
  });
};

/** Runs a continuation beside the caller: what it finishes is finished for those who await the chain. */
function chained(
  from: Call,
  source: Value,
  run: (way: Call["state"], value: Value) => Value,
): Value {
  const { frame, state, call } = from;
  const at = locate(frame, call);
  const { done } = state;
  const first = settled(done, source, at);
  state.done = first.done;
  const { guard, pending } = state;
  // Nobody may wait for the chain; then the flow may end before it goes on.
  const activity = frame.run.recorder.activity(frame.context, call.code, call.callee);
  state.pending = [...pending, activity];
  const mayFail = first.rejects.length > 0 && frame.handler?.hasCatch;
  if (mayFail) guarded(state, { prov: [], at, kind: "maybe", group: null });
  const result = settledIn(state, run(state, first.result), at);
  if (mayFail) state.guard = guard;
  const finishedBy = after(since(done, state.done), finished(activity, at));
  state.done = done;
  state.pending = pending;
  return promiseOf(result.value, finishedBy, [...first.rejects, ...result.rejects]);
}

function settledIn(state: Call["state"], value: Value, at: ReturnType<typeof locate>) {
  const inner = settled(state.done, value, at);
  state.done = inner.done;
  return { value: inner.result, rejects: inner.rejects };
}

/** P61. */
function onFailure(
  from: Call,
  source: Value,
  callback: Value,
  failing: PromiseShape["rejects"],
): Value {
  const { frame, state, call } = from;
  const at = locate(frame, call);
  return forkedArm(frame, state, call.span, () =>
    within(frame, { caught: { failing: new Set(failing), at } }, () => {
      const { done } = state;
      state.done = settled(done, source, at).done;
      const value = isCallable(callback) ? invoke(from, callback, [UNKNOWN]) : UNDEFINED;
      const result = settledIn(state, value, at);
      const finishedBy = state.done;
      state.done = done;
      return promiseOf(result.value, since(done, finishedBy), result.rejects);
    }),
  );
}

/** The promise that is one or the other. */
function either(left: Value, right: Value): Value {
  const [one] = promised(left);
  const [two] = promised(right);
  if (!one || !two) return joinValues(left, right);
  const rejects = two.rejects;
  return shaped({
    kind: "promise",
    value: joinValues(one.value, two.value),
    done: joinDone([one.done, two.done]),
    rejects,
    future: false,
  });
}

function isCallable(value: Value): boolean {
  return value.shapes.some((shape) => shape.kind !== "const");
}

/** `new Promise((resolve) => ...)`: the callback runs at once; what it resolves with is the value. */
const made: Summary = (from) => {
  const resolved = allocate(from.frame, from.state, "set");
  const resolver = native("Promise.resolver", resolved);
  const way = fork(from.state);
  invoke(from, arg(from, 0), [resolver, UNKNOWN], way);
  const before = from.state.done;
  become(from.state, way);
  const contents = iterate(from.state, resolved);
  const finishedBy = from.state.done;
  from.state.done = before;
  const { result } = settled(NOTHING, contents.item, locate(from.frame, from.call));
  return promiseOf(result, weaken(since(before, finishedBy)));
};

const resolver: Summary = (from) => {
  const { state, self } = from;
  for (const shape of self?.shapes ?? []) {
    if (shape.kind === "object") state.store.replace(shape.object, listSummary(arg(from, 0)));
  }
  return UNDEFINED;
};

/** `future.get("rows")`: a part of the result, still to come. */
const part: Summary = (from) => {
  const key = stringOf(arg(from, 0));
  const [shape] = promised(from.self ?? UNKNOWN);
  return shape ? promisedPart(shape, key === null ? ITEM : stepOf(key)) : null;
};

const whole: Summary = (from) => from.self;

export const PROMISES: [string, Summary][] = [
  ["Promise.all", all],
  ["Promise.allSettled", allSettled],
  ["Promise.race", race],
  ["Promise.any", race],
  ["Promise.resolve", resolve],
  ["Promise.new", made],
  ["Promise.resolver", resolver],
  ["promise.then", then],
  ["promise.catch", caught],
  ["promise.finally", lastly],
  ["promise.get", part],
  ["promise.result", whole],
  ["promise.wait", whole],
  ["method.then", then],
  ["method.catch", caught],
  ["method.finally", lastly],
];
