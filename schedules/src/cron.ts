import { croner } from "./date-libraries.js";
import type { Dates } from "./dates.js";
import { changeBetween, momentsOf, wallTime } from "./zone.js";

/** Clocks that are changed by more than so many milliseconds were wrong before: nothing is made up for. */
const longestChange = 3 * 3_600_000;

/**
 * The slots of an expression as cron(8) decides on them. One with `*` in its hour, minute or second
 * follows the clock on the wall, whatever it shows. Any other names times of day, each of which comes
 * once: when the clocks have been put forward where they skip it, at the first one where they show it
 * twice. croner does that for a single time of day only.
 *
 * @throws Error where the expression cannot be read or the zone is unknown, in croner's words
 */
export function cronDates({ cron, timezone }: { cron: string; timezone: string }): Dates {
  const { Cron } = croner();
  const text = cron.trim();
  const pattern = new Cron(text, { timezone, paused: true });
  if (followsTheWall(text)) {
    return {
      after: (time) => pattern.nextRun(new Date(time))?.getTime(),
      before: (time) => pattern.previousRuns(1, new Date(time))[0]?.getTime(),
    };
  }
  // Wall times as the milliseconds that the same figures would have in UTC.
  const walls = new Cron(text, { timezone: "UTC", paused: true });
  return {
    after(time) {
      const next = (wall: number) => walls.nextRun(new Date(wall))?.getTime();
      const from = wallTime(time, timezone) - longestChange;
      for (let wall = next(from); wall !== undefined; wall = next(wall)) {
        const moment = momentOfWall(wall, timezone);
        if (moment !== undefined && moment > time) return moment;
      }
      return undefined;
    },
    before(time) {
      const last = (wall: number) => walls.previousRuns(1, new Date(wall))[0]?.getTime();
      const from = wallTime(time, timezone) + longestChange;
      for (let wall = last(from); wall !== undefined; wall = last(wall)) {
        const moment = momentOfWall(wall, timezone);
        if (moment !== undefined && moment < time) return moment;
      }
      return undefined;
    },
  };
}

function followsTheWall(cron: string): boolean {
  if (cron.startsWith("@")) return cron.toLowerCase() === "@hourly";
  const fields = cron.split(/\s+/);
  const times = fields.slice(0, fields.length > 5 ? 3 : 2);
  return times.some((field) => field.startsWith("*") || field.startsWith("?"));
}

/** When a time of day comes; undefined where it is skipped for good. */
function momentOfWall(wall: number, zone: string): number | undefined {
  const { shown, skipped } = momentsOf(wall, zone);
  if (skipped === undefined) return shown;
  const { before, after } = skipped;
  return after - before > longestChange
    ? undefined
    : changeBetween(wall - after, wall - before, zone);
}
