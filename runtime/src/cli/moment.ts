import { momentOf } from "@millrace/schedules";
import { UsageError } from "../loader/usage-error.js";

const day = 86_400_000;
/** Date, time of day, offset, as `millrace schedules` shows them or as ISO 8601 has them. */
const written =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?) ?(?:(Z)|([+-]\d\d):?(\d\d))?)?$/i;

/**
 * Reads a date, in milliseconds since the Unix epoch. One without an offset is meant in the zone.
 * @param end which moment of a day is meant where only the day is given
 * @param others what the option also takes, for the message
 * @throws UsageError naming the option
 */
export function moment(
  option: string,
  text: string,
  zone: string,
  end: "first" | "last",
  others = "",
): number {
  const [, date = "", time, utc, hours, minutes = ""] = written.exec(text) ?? [];
  const offset = utc ?? (hours === undefined ? undefined : `${hours}:${minutes}`);
  const wall = Date.parse(`${date}T${time ?? "00:00"}${offset ?? "Z"}`);
  if (!isDay(date) || Number.isNaN(wall)) {
    throw new UsageError(
      `${option}: expected a date such as 2026-01-31 or 2026-01-31T06:00${others}, got "${text}"`,
    );
  }
  if (offset !== undefined) return wall;
  return time === undefined && end === "last"
    ? momentOf(wall + day, zone) - 1
    : momentOf(wall, zone);
}

/** `Date.parse` takes 30 February for 2 March. */
function isDay(date: string): boolean {
  const start = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(date);
}
