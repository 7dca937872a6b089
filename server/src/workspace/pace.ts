import { setImmediate } from "node:timers/promises";

/** Milliseconds of work after which whoever waits has a turn. */
const TURN = 8;

/**
 * Cuts long work into turns, so that a request is answered while it goes on.
 * @returns to be awaited between two pieces of work: lets others go first when the turn is over
 */
export function pacer(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < TURN) return;
    await setImmediate();
    began = performance.now();
  };
}
