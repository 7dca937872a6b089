import { momentOf } from "@millrace/schedules";
import { UsageError } from "../loader/usage-error.js";

const day = 86_400_000;

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
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) && !isDay;
  const wall = Date.parse(hasOffset ? text : isDay ? text : `${text}Z`);
  if (!/^\d{4}-/.test(text) || Number.isNaN(wall)) {
    throw new UsageError(
      `${option}: expected a date such as 2026-01-31 or 2026-01-31T06:00${others}, got "${text}"`,
    );
  }
  if (hasOffset) return wall;
  return isDay && end === "last" ? momentOf(wall + day, zone) - 1 : momentOf(wall, zone);
}
