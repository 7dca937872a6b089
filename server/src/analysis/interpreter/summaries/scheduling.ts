import { forkedArm } from "../branches.js";
import { NOTHING } from "../done.js";
import { within } from "../frame.js";
import { stringOf, UNKNOWN, type Value } from "../values.js";
import { arg, type Call, invoke, type Summary } from "./summary.js";

/** P99: the callback runs some time, and nobody waits for it. */
const later: Summary = (from) => {
  runDetached(from, arg(from, 0));
  return UNKNOWN;
};

/** `em.on("x", f)`: an `em.emit("x", v)` further down gives f its argument. */
const listen: Summary = (from) => {
  const event = stringOf(arg(from, 0));
  if (event !== null) from.frame.run.listeners.push({ event, from, callback: arg(from, 1) });
  runDetached(from, arg(from, 1));
  return UNKNOWN;
};

const emit: Summary = (from) => {
  const event = stringOf(arg(from, 0));
  const given = from.args.slice(1).map(({ value }) => value);
  for (const each of from.frame.run.listeners) {
    if (each.event !== event) continue;
    runDetached({ ...each.from, state: from.state }, each.callback, given);
  }
  return UNKNOWN;
};

function runDetached(from: Call, callback: Value, given: readonly Value[] = [UNKNOWN]): void {
  const { frame, state, call } = from;
  if (!callback.shapes.some((shape) => shape.kind === "fn" || shape.kind === "task")) return;
  forkedArm(frame, state, call.span, () =>
    within(frame, { detached: true, handler: null }, () => {
      // Nothing has surely finished by then but what had when the timer was set; draw no order.
      const { done } = state;
      state.done = NOTHING;
      const value = invoke(from, callback, given);
      state.done = done;
      return value;
    }),
  );
}

const FIRST = ["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "process.nextTick"];
const SECOND = ["on", "once", "addListener", "addEventListener", "prependListener"];

export const SCHEDULING: [string, Summary][] = [
  ...FIRST.map((name): [string, Summary] => [name, later]),
  ...SECOND.map((name): [string, Summary] => [`method.${name}`, listen]),
  ["method.emit", emit],
];
