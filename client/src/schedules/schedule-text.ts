/** Schedules for a person: when in words, what comes next. Pure. */
import type { ScheduleOverview } from "@millrace/protocol";
import cronstrue from "cronstrue";

/** Dates that a person is shown of one schedule. */
export const DATES_SHOWN = 5;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `At 06:00, Monday through Friday`; the timing as written where there are no words for it. */
export function timingInWords({ text, timezone }: ScheduleOverview): string {
  if (timezone === undefined) return text;
  const written = text.endsWith(` ${timezone}`) ? text.slice(0, -timezone.length - 1) : text;
  try {
    return cronstrue.toString(written, { use24HourTimeFormat: true, verbose: false });
  } catch {
    return written;
  }
}

/** How long until a time: `now`, `in 40 s`, `in 5 m`, `in 3 h`, `in 2 d`. */
export function until(time: number, now: number): string {
  const left = time - now;
  if (left <= 0) return "now";
  if (left < MINUTE) return `in ${Math.ceil(left / 1_000)} s`;
  if (left < HOUR) return `in ${Math.round(left / MINUTE)} m`;
  if (left < 2 * DAY) return `in ${Math.round(left / HOUR)} h`;
  return `in ${Math.round(left / DAY)} d`;
}

/** A date as a wall clock of the zone shows it, with the zone's name. */
export function dateIn(zone: string | undefined, time: number): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(time);
}

/** The calendar day in the zone, as the command line takes it: `2026-01-31`. */
export function dayIn(zone: string | undefined, time: number): string {
  // Of all locales this one writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", zone === undefined ? {} : { timeZone: zone }).format(
    time,
  );
}

/** What stands beside the flow's name in a list, which may be cut at its end. */
export function scheduleInBrief(schedule: ScheduleOverview, now: number): string {
  return [whenNext(schedule, now), timingInWords(schedule)].join(" · ");
}

/** A name as it is: in a cron expression stars mean something else than in Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>&~|#]/g, "\\$&");
}

/** Between more backticks than there are in the text. */
function code(text: string): string {
  const most = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(most + 1);
  return most === 0 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

function whenNext({ active, paused, next }: ScheduleOverview, now: number): string {
  if (!active) return "off in the source";
  if (paused) return "paused";
  const coming = next.find((time) => time > now);
  return coming === undefined ? "no next date" : until(coming, now);
}

/** Everything that is known of a schedule, in Markdown's lines. */
export function scheduleInFull(schedule: ScheduleOverview, now: number): string[] {
  const { flow, schedule: name, text, timezone, params, paused, active, next } = schedule;
  const given = Object.entries(params ?? {}).map(
    ([key, value]) => `${key}=${JSON.stringify(value)}`,
  );
  const coming = next.filter((time) => time > now).slice(0, DATES_SHOWN);
  return [
    `**${escaped(flow)}**${name === text ? "" : ` (${escaped(name)})`}`,
    escaped(timingInWords(schedule)),
    code(text),
    ...(given.length > 0 ? [`With ${given.map(code).join(", ")}`] : []),
    ...(active ? [] : ["`active: false` in its source: no service runs it."]),
    ...(active && paused ? ["Paused: no service runs it until it is resumed."] : []),
    ...(coming.length > 0
      ? [`Next:\n${coming.map((time) => `- ${dateIn(timezone, time)}`).join("\n")}`]
      : []),
  ];
}
