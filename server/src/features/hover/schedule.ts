import { Cron } from "croner";
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
  let cron: Cron;
  try {
    cron = new Cron(expression, { paused: true, ...(timezone ? { timezone } : {}) });
    const words = cronstrue.toString(expression, { use24HourTimeFormat: true, verbose: false });
    return [`**${words}**`, ...datesOf(cron.nextRuns(DATES, now), timezone)];
  } catch (error) {
    return [`Not a cron expression: ${reasonOf(error)}`];
  }
}

/** An interval in words, and its next dates: whole intervals away from the anchor. */
export function describeInterval(every: unknown, anchor: unknown, now: Date): string[] {
  const seconds = secondsOf(every);
  if (seconds === undefined || seconds === 0) {
    return ['Not an interval: give seconds, or a string such as `"15m"`.'];
  }
  const words = `**Every ${spanOf(seconds)}**`;
  const start = anchor === undefined ? 0 : Date.parse(String(anchor));
  if (Number.isNaN(start)) return [words];
  const step = seconds * 1000;
  const passed = Math.floor((now.getTime() - start) / step) + 1;
  const dates = Array.from({ length: DATES }, (_, i) => new Date(start + (passed + i) * step));
  return [words, ...datesOf(dates, undefined)];
}

function datesOf(dates: readonly Date[], timezone: string | undefined): string[] {
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
    ...(timezone ? { timeZone: timezone } : {}),
  });
  return [`Next: ${dates.map((date) => `\n- ${format.format(date)}`).join("")}`];
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^Error: /, "");
}
