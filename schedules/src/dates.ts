/** The slots of a schedule: the moments at which its flow is due. */
import { cronDates } from "./cron.js";
import { intervalDates } from "./interval.js";
import { ruleDates } from "./rule.js";
import type { Timing } from "./timing.js";

/** All in milliseconds since the Unix epoch. Pure: the same answer in every process, at any time. */
export interface Dates {
  /** The first slot after this moment; undefined where there is none. */
  after(time: number): number | undefined;
  /** The last slot before this moment. */
  before(time: number): number | undefined;
}

/** @throws Error where the text or the zone cannot be read, saying why in a clause */
export function datesOf(timing: Timing): Dates {
  if ("cron" in timing) return cronDates(timing);
  return "every" in timing ? intervalDates(timing) : ruleDates(timing);
}

/** The slots in `(after, until]`, in order, as they are asked for. */
export function* slotsBetween(dates: Dates, after: number, until: number): Generator<number> {
  for (let slot = dates.after(after); slot !== undefined && slot <= until; ) {
    yield slot;
    slot = dates.after(slot);
  }
}

/** The next `count` slots after a moment. */
export function nextSlots(dates: Dates, after: number, count: number): number[] {
  const found: number[] = [];
  for (const slot of slotsBetween(dates, after, Number.POSITIVE_INFINITY)) {
    if (found.push(slot) >= count) break;
  }
  return found;
}
