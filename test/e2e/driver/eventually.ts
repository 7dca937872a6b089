import { expect } from "vitest";

/** Waits until what is on the screen is as expected. */
export function eventually<T>(look: () => T | Promise<T>, timeout = 30_000) {
  return expect.poll(look, { timeout, interval: 100 });
}
