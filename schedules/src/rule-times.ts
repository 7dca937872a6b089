/** The times of day of a rule, in words. */
import type { Options } from "rrule";
import { rrule } from "./date-libraries.js";
import { listed, numbers } from "./rule-lists.js";

/** More times than these are said as hours and minutes. */
const most = 6;

/** @param inUtc its start is given in UTC: what it takes from there is another time elsewhere */
export function spokenTimes(rule: Partial<Options>, inUtc: boolean): string {
  const { HOURLY, DAILY } = rrule().RRule;
  const { freq = 0, dtstart } = rule;
  const start = inUtc || !dtstart ? undefined : dtstart;
  const from = (list: readonly number[], coarser: number, ofStart: number | undefined) =>
    list.length > 0 || freq >= coarser || ofStart === undefined ? list : [ofStart];
  const hours = from(numbers(rule.byhour), HOURLY, start?.getUTCHours());
  const minutes = from(numbers(rule.byminute), HOURLY + 1, start?.getUTCMinutes());
  const seconds = from(numbers(rule.bysecond), HOURLY + 2, start?.getUTCSeconds());
  const times = hours.flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => clock(hour, minute, second))),
  );
  if (freq <= DAILY && times.length > 0 && times.length <= most) {
    return `at ${listed(times.sort())}`;
  }
  const isFull = (list: readonly number[]) => list.length === 1 && list[0] === 0;
  return [
    hours.length === 0 ? "" : `in the ${units("hour", hours)}`,
    minutes.length === 0 || (isFull(minutes) && isFull(seconds))
      ? ""
      : `at ${units("minute", minutes)}`,
    seconds.length === 0 || isFull(seconds) ? "" : `at ${units("second", seconds)}`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function units(unit: string, list: readonly number[]): string {
  const sorted = [...list].sort((a, b) => a - b).map(String);
  return `${unit}${list.length > 1 ? "s" : ""} ${listed(sorted)}`;
}

function clock(hour: number, minute: number, second: number): string {
  const parts = second === 0 ? [hour, minute] : [hour, minute, second];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
