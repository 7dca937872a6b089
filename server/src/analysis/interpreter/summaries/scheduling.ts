import { forkedArm } from "../branches.js";
import { NOTHING } from "../done.js";
import { within } from "../frame.js";
import { UNKNOWN, type Value } from "../values.js";
import { arg, type Call, invoke, type Summary } from "./summary.js";

/** P99: the callback runs some time, and nobody waits for it. */
function detached(index: number): Summary {
  return (from) => {
    runDetached(from, arg(from, index));
    return UNKNOWN;
  };
}

function runDetached(from: Call, callback: Value): void {
  const { frame, state, call } = from;
  if (!callback.shapes.some((shape) => shape.kind === "fn" || shape.kind === "task")) return;
  forkedArm(frame, state, call.span, () =>
    within(frame, { detached: true, handler: null }, () => {
      // Nothing has surely finished by then but what had when the timer was set; draw no order.
      const { done } = state;
      state.done = NOTHING;
      const value = invoke(from, callback, [UNKNOWN]);
      state.done = done;
      return value;
    }),
  );
}

const FIRST = ["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "process.nextTick"];
const SECOND = ["on", "once", "addListener", "addEventListener", "prependListener"];

export const SCHEDULING: [string, Summary][] = [
  ...FIRST.map((name): [string, Summary] => [name, detached(0)]),
  ...SECOND.map((name): [string, Summary] => [`method.${name}`, detached(1)]),
];
