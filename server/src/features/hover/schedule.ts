import {
  cronProblem,
  datesOf,
  isZone,
  machineZone,
  nextSlots,
  ruleProblem,
  ruleZone,
  spokenRule,
  type Timing,
} from "@millrace/schedules";
import cronstrue from "cronstrue";
import { secondsOf } from "../../diagnostics/durations.js";
import { spanOf } from "../ago.js";

const DATES = 5;

/** A cron expression in words, and its next dates in the schedule's time zone. */
export function describeCron(
  expression: string,
  timezone: string | undefined,
  now: Date,
): string[] {
  const problem = cronProblem(expression);
  if (problem) return [`Not a cron expression: ${problem.message}.`];
  const words = cronstrue.toString(expression, { use24HourTimeFormat: true, verbose: false });
  const timing = { cron: expression, timezone: timezone ?? machineZone() };
  return [`**${words}**`, ...nextDates(timing, now)];
}

/** A recurrence rule in words, and its next dates in the schedule's time zone. */
export function describeRule(rrule: string, timezone: string | undefined, now: Date): string[] {
  const problem = ruleProblem(rrule);
  if (problem) return [`Not a recurrence rule: ${problem.message}.`];
  const words = spokenRule(rrule);
  const timing = { rrule, timezone: ruleZone(rrule, timezone) };
  return [`**${words.charAt(0).toUpperCase()}${words.slice(1)}**`, ...nextDates(timing, now)];
}

/** An interval in words, and its next dates: whole intervals away from the anchor. */
export function describeInterval(every: unknown, anchor: unknown, now: Date): string[] {
  const seconds = secondsOf(every);
  if (seconds === undefined || seconds < 1) {
    return ['Not an interval: give seconds from 1, or a string such as `"15m"`.'];
  }
  const words = `**Every ${spanOf(seconds)}**`;
  const start = anchor === undefined ? 0 : Date.parse(String(anchor));
  if (Number.isNaN(start)) return [words];
  return [words, ...nextDates({ every: seconds * 1000, anchor: start }, now)];
}

function nextDates(timing: Timing, now: Date): string[] {
  const timezone = "timezone" in timing ? timing.timezone : machineZone();
  if (!isZone(timezone)) return [`\`${timezone}\` is no time zone.`];
  const dates = nextSlots(datesOf(timing), now.getTime(), DATES);
  if (dates.length === 0) return ["It has no next date."];
  const format = new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    timeZone: timezone,
  });
  return [`Next: ${dates.map((date) => `\n- ${format.format(date)}`).join("")}`];
}
