import { Cron } from "croner";
import { momentOf, wallTime } from "./zone.js";

/** Clocks that are changed by more than so many milliseconds were wrong before: nothing is made up for. */
const LONGEST_CHANGE = 3 * 3_600_000;

/**
 * The next dates of an expression as cron(8) decides on them: one with `*` in its hour, minute or
 * second follows the clock on the wall; any other names times of day, each of which comes once. One
 * that the clocks skip comes when they have been put forward.
 *
 * @throws Error where the expression or the zone cannot be read
 */
export function cronDates(
  { cron, timezone }: { cron: string; timezone: string },
  now: Date,
  count: number,
): Date[] {
  const pattern = new Cron(cron.trim(), { timezone, paused: true });
  if (followsTheWall(cron)) return pattern.nextRuns(count, now);
  const walls = new Cron(cron.trim(), { timezone: "UTC", paused: true });
  const dates: Date[] = [];
  let last = now.getTime();
  let wall = walls.nextRun(new Date(wallTime(last, timezone) - LONGEST_CHANGE));
  for (; wall && dates.length < count; wall = walls.nextRun(wall)) {
    const moment = momentOfTime(wall.getTime(), timezone);
    if (moment === undefined || moment <= last) continue;
    dates.push(new Date(moment));
    last = moment;
  }
  return dates;
}

function followsTheWall(cron: string): boolean {
  const text = cron.trim();
  if (text.startsWith("@")) return text.toLowerCase() === "@hourly";
  const fields = text.split(/\s+/);
  return fields.slice(0, fields.length > 5 ? 3 : 2).some((field) => /^[*?]/.test(field));
}

/** When a time of day comes; undefined where the clocks skip it for good. */
function momentOfTime(wall: number, zone: string): number | undefined {
  const moment = momentOf(wall, zone);
  const skippedBy = wallTime(moment, zone) - wall;
  if (skippedBy === 0) return moment;
  return skippedBy > LONGEST_CHANGE ? undefined : changeBefore(moment, skippedBy, zone);
}

/** The moment, to the second, at which the clocks were put forward by `change`, at most so long before. */
function changeBefore(moment: number, change: number, zone: string): number {
  const shift = (at: number) => wallTime(at, zone) - at;
  const after = shift(moment);
  let [late, early] = [moment, moment - change];
  while (late - early > 1_000) {
    const middle = Math.floor((late + early) / 2_000) * 1_000;
    if (shift(middle) === after) late = middle;
    else early = middle;
  }
  return late;
}
