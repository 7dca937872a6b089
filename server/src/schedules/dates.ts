import { cronDates } from "./cron-dates.js";
import { ruleMoments } from "./rule.js";
import { machineZone } from "./zone.js";

/** When a schedule's flow is due, with nothing left out. */
export type Timing =
  | { cron: string; timezone: string }
  | { rrule: string; timezone: string }
  /** Both in milliseconds. */
  | { every: number; anchor: number };

/**
 * The next dates of a schedule, as the runtime reckons them.
 * @throws Error where its text or its zone cannot be read
 */
export function nextDates(timing: Timing, now: Date, count: number): Date[] {
  if ("cron" in timing) return cronDates(timing, now, count);
  if ("every" in timing) return intervalDates(timing, now, count);
  const dates: Date[] = [];
  for (const moment of ruleMoments(timing.rrule, timing.timezone, now.getTime())) {
    if (dates.push(new Date(moment)) >= count) break;
  }
  return dates;
}

/** The zone of a rule: as said, or the one in its DTSTART. */
export function ruleZone(rrule: string, timezone: string | undefined): string {
  return timezone ?? /^DTSTART;TZID=([^:\s]+):/m.exec(rrule)?.[1] ?? machineZone();
}

function intervalDates(
  { every, anchor }: { every: number; anchor: number },
  now: Date,
  count: number,
): Date[] {
  const passed = Math.floor((now.getTime() - anchor) / every) + 1;
  return Array.from({ length: count }, (_, i) => new Date(anchor + (passed + i) * every));
}
