import type { Site } from "../graph/model.js";
import type { Location } from "../ir/source.js";
import { after, type Done, joinDone, NOTHING, since, weaken } from "./done.js";
import type { Frame } from "./frame.js";
import { joinAll } from "./join.js";
import { extend } from "./provenance.js";
import { fork, guarded, type State } from "./state.js";
import { type PromiseShape, type Shape, shaped, type Value } from "./values.js";

/** Rule 3: waiting for a value finishes what is inside it, and may fail in its stead. */
export function awaitValue(frame: Frame, state: State, value: Value, at: Location): Value {
  const { result, done, rejects } = settled(state.done, value, at);
  const added = since(state.done, done);
  for (const step of added.keys()) if (step.sort === "site") step.awaited = true;
  // Of several that were waited for together, a failure may come before the others have finished.
  const failed = rejects.length > 1 ? after(state.done, weaken(added)) : done;
  state.done = done;
  failHere(frame, state, rejects, failed, at);
  suspend(frame, state);
  return result;
}

/** What follows an await comes later: the function's caller has gone on by then. */
function suspend({ activity }: Frame, state: State): void {
  if (activity && !state.pending.includes(activity)) state.pending = [...state.pending, activity];
}

/** What a value is once awaited, and what has finished by then. */
export function settled(
  before: Done,
  value: Value,
  at: Location,
): { result: Value; done: Done; rejects: readonly Site[] } {
  const rejects: Site[] = [];
  const ways: Done[] = [];
  const results: Value[] = [];
  const others: Shape[] = [];
  for (const shape of value.shapes) {
    if (shape.kind !== "promise") {
      others.push(shape);
      continue;
    }
    const inner = settled(after(before, placed(shape.done, at)), shape.value, at);
    rejects.push(...shape.rejects, ...inner.rejects);
    ways.push(inner.done);
    results.push(inner.result);
  }
  if (others.length > 0) {
    ways.push(before);
    results.push({ prov: [], shapes: others });
  }
  if (ways.length === 0) return { result: value, done: before, rejects };
  const result = joinAll(results);
  return {
    result:
      value.prov.length > 0
        ? { prov: [...value.prov, ...result.prov], shapes: result.shapes }
        : result,
    done: joinDone(ways),
    rejects,
  };
}

/** The evidence for an order edge is the `await` that made it. */
function placed(done: Done, at: Location): Done {
  return new Map([...done].map(([site, entry]) => [site, { ...entry, at }]));
}

/** A failure leaves for the nearest handler; what follows in the block is then not certain (P59). */
export function failHere(
  frame: Frame,
  state: State,
  rejects: readonly Site[],
  done: Done,
  at: Location,
): void {
  const { handler } = frame;
  if (!handler || rejects.length === 0) return;
  for (const site of rejects) handler.failing.add(site);
  handler.states.push({ ...fork(state), done });
  if (handler.hasCatch) guarded(state, { prov: [], at, kind: "maybe", group: null });
}

export function promiseOf(
  value: Value,
  done: Done = NOTHING,
  rejects: readonly Site[] = [],
): Value {
  return shaped({ kind: "promise", value, done, rejects, future: false });
}

/** A part of a promised value, still promised: `future.get("rows")`. */
export function promisedPart(promise: PromiseShape, step: string): Value {
  const value = { prov: extend(promise.value.prov, step), shapes: promise.value.shapes };
  return shaped({ ...promise, value, future: false });
}
