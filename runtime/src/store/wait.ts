/** Waiting without giving up the thread: the store's calls are synchronous. */
import { isBusy } from "./errors.js";

const cell = new Int32Array(new SharedArrayBuffer(4));

function pause(milliseconds: number): void {
  Atomics.wait(cell, 0, 0, milliseconds);
}

/**
 * Does the work again while another process holds the lock, for at most `patience` milliseconds.
 * SQLite's own busy timeout does not cover changing the journal mode, recovery after a crash, and
 * the last connection's clean-up.
 */
export function whileBusy<T>(patience: number, work: () => T): T {
  const deadline = Date.now() + patience;
  for (let delay = 1; ; delay = Math.min(delay * 2, 50)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() >= deadline) throw error;
      pause(delay * (0.5 + Math.random()));
    }
  }
}
