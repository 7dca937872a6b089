/** What the clocks of a time zone show. A wall time is written as if it were in UTC, as `rrule` has it. */

const DAY = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

export const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function isZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What the clocks show at a moment, to the second. */
export function wallTime(moment: number, zone: string): number {
  const parts = formatOf(zone).formatToParts(moment);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
    read("second"),
  );
}

/** The moment of a wall time: the earlier of two; of one that the clocks skip, as if they had not. */
export function momentOf(wall: number, zone: string): number {
  const shiftAt = (moment: number) => wallTime(moment, zone) - moment;
  const before = wall - shiftAt(wall - DAY);
  const after = wall - shiftAt(wall + DAY);
  const shown = [before, after].filter((moment) => wallTime(moment, zone) === wall);
  return shown.length > 0 ? Math.min(...shown) : before;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
}
