import { inspect } from "node:util";
import { milliseconds } from "../engine/duration.js";
import type { Duration } from "../engine/options.js";

/** How {@link exponential} bounds and spreads its delays. */
export interface ExponentialOptions {
  /** No delay is longer. Default: an hour. */
  max?: Duration;
  /**
   * The part of each delay that is random, from 0 to 1: with 0.5, a delay of 8 s lies anywhere from
   * 4 s to 8 s. Keeps many tasks that failed together from coming back together. `true` is 1.
   */
  jitter?: number | boolean;
}

/**
 * Delays that double: `base`, 2 × `base`, 4 × `base`, ... for the option `retryDelay`.
 * @param base the first delay: seconds, or a string such as `"500ms"`
 * @returns a function of the failed attempt that gives seconds
 * @throws TypeError when `base`, `max` or `jitter` cannot be meant
 */
export function exponential(
  base: Duration,
  { max = "1h", jitter = 0 }: ExponentialOptions = {},
): (attempt: number) => number {
  const first = required("base", base);
  const most = required("max", max);
  const random = typeof jitter === "boolean" ? Number(jitter) : jitter;
  if (!(random >= 0 && random <= 1)) {
    throw new TypeError(
      `exponential: \`jitter\` is ${inspect(jitter)}: give a number from 0 to 1, or true`,
    );
  }
  return (attempt) => {
    const delay = Math.min(first * 2 ** (attempt - 1), most) / 1000;
    return delay * (1 - random * Math.random());
  };
}

function required(name: string, duration: Duration): number {
  const value = milliseconds(duration);
  if (value === undefined) {
    throw new TypeError(
      `exponential: \`${name}\` is ${inspect(duration)}: give seconds as a number from 0, or a string such as "10s"`,
    );
  }
  return value;
}
