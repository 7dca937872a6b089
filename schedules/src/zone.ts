/**
 * Between moments and what the clocks of a zone show. A wall time is kept as the milliseconds that
 * the same figures would have in UTC, which is how `rrule` reckons.
 */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
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

/** What the clocks of the zone show at a moment, to the second. */
export function wallTime(moment: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(moment)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * When the clocks of the zone show a wall time: the first moment where they show it twice; where they
 * skip it, as RFC 5545 says, the moment it would have been before they were changed.
 */
export function momentOf(wall: number, zone: string): number {
  return momentsOf(wall, zone).shown;
}

/**
 * As {@link momentOf}; where the wall time is skipped, also how far the clocks were ahead of UTC
 * before and after they were changed, in milliseconds.
 */
export function momentsOf(
  wall: number,
  zone: string,
): { shown: number; skipped?: { before: number; after: number } } {
  const day = 86_400_000;
  // The offsets in force on either side of any change that is near.
  const before = wallTime(wall - day, zone) - (wall - day);
  const after = wallTime(wall + day, zone) - (wall + day);
  const candidates = [wall - before, wall - after].filter((at) => wallTime(at, zone) === wall);
  return candidates.length > 0
    ? { shown: Math.min(...candidates) }
    : { shown: wall - before, skipped: { before, after } };
}

/** The moment, to the second, at which the clocks of the zone are changed between two moments. */
export function changeBetween(from: number, to: number, zone: string): number {
  const offset = (at: number) => wallTime(at, zone) - at;
  const old = offset(from);
  let [last, first] = [from, to];
  while (first - last > 1_000) {
    const middle = Math.floor((last + first) / 2_000) * 1_000;
    if (offset(middle) === old) last = middle;
    else first = middle;
  }
  return first;
}

export const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function isZone(name: unknown): name is string {
  if (typeof name !== "string") return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
