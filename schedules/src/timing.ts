import { machineZone } from "./zone.js";

/** When slots are, with nothing left out; times and spans in milliseconds. */
export type Timing =
  | { cron: string; timezone: string }
  | { every: number; anchor: number }
  | { rrule: string; timezone: string };

/** The zone of a rule: as said, else the one in its DTSTART, else that of the machine. */
export function ruleZone(rrule: string, timezone: string | undefined): string {
  return timezone ?? /^DTSTART;TZID=([^:\s]+):/m.exec(rrule)?.[1] ?? machineZone();
}
