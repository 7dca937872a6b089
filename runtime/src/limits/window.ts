/**
 * Rates: so many starts in any span of time, wherever the span begins. The last starts are kept, as
 * many as the rate allows in its span; a new one may come when the first of these is as old as the span.
 */
import type { Moment } from "../processes/clock.js";

export interface Rate {
  starts: number;
  /** Milliseconds. */
  per: number;
}

/** Milliseconds from `start` to `now`; never more than have passed, whatever was done to the clock. */
export function ageOf(start: Moment, now: Moment): number {
  const isSameBoot = start.boot === now.boot && start.uptime <= now.uptime;
  return isSameBoot ? now.uptime - start.uptime : Math.max(0, now.wall - start.wall);
}

/** How long the next start has to wait for the one that it must keep its distance from. In milliseconds. */
export function waitAfter(start: Moment | undefined, now: Moment, { per }: Rate): number {
  return start === undefined ? 0 : Math.max(0, per - ageOf(start, now));
}

/**
 * A start that seems to be still to come was recorded under a clock that was put back since. It
 * counts as of now: later than it was, so that nothing is exceeded and nothing waits for ever.
 */
export function isToCome(start: Moment, now: Moment): boolean {
  const isSameBoot = start.boot === now.boot && start.uptime <= now.uptime;
  return !isSameBoot && start.wall > now.wall;
}
