import type * as Rules from "rrule";
import { rrule as library } from "./date-libraries.js";
import type { Dates } from "./dates.js";
import { mayCome } from "./rule-comes.js";
import { ruleProblem } from "./rule-text.js";
import { timesWithinDay, type WallTimes } from "./rule-within-day.js";
import { momentOf, wallTime } from "./zone.js";

/** What rules without DTSTART count from; fixed, so that every process reckons the same. */
export const epoch = Date.UTC(2020, 0, 1);

export function parsedRules(text: string): Rules.RRuleSet {
  return library().rrulestr(text, { forceset: true, dtstart: new Date(epoch) }) as Rules.RRuleSet;
}

/** @throws Error where the text is no rule */
export function ruleDates({ rrule, timezone }: { rrule: string; timezone: string }): Dates {
  const problem = ruleProblem(rrule);
  if (problem) throw new Error(problem.message);
  const { RRule, RRuleSet } = library();
  const parsed = parsedRules(rrule);
  const inUtc = /^DTSTART[^:\n]*:\d{8}T\d{6}Z/m.test(rrule);
  const local = (date: Date) => new Date(wallTime(date.getTime(), timezone));
  const rules = parsed
    .rrules()
    .map((rule) => wallRule(rule.origOptions))
    .filter(mayCome);
  const excluded = parsed
    .exdates()
    .map((date) => (/EXDATE[^:\n]*:.*Z/.test(rrule) ? local(date) : date));
  const added = parsed
    .rdates()
    .map((date) => (/RDATE[^:\n]*:.*Z/.test(rrule) ? local(date) : date));

  const withinDay = rules
    .map(timesWithinDay)
    .filter((times) => times !== undefined)
    .map((times) => without(excluded, times));
  const byDays = rules.filter((rule) => timesWithinDay(rule) === undefined);

  function wallRule(options: Partial<Rules.Options>): Partial<Rules.Options> {
    const { dtstart, until } = options;
    const start = dtstart ?? new Date(epoch);
    const endsInUtc = /UNTIL=\d{8}T\d{6}Z/.test(rrule);
    return {
      ...options,
      tzid: null,
      dtstart: inUtc ? local(start) : start,
      ...(until ? { until: endsInUtc ? local(until) : until } : {}),
    };
  }

  /** The rules, started near the wall time that is looked at: `rrule` walks from the start. */
  function near(wall: number): Rules.RRuleSet {
    const set = new RRuleSet(true);
    for (const options of byDays) set.rrule(new RRule(startedNear(options, wall, RRule), true));
    for (const date of excluded) set.exdate(date);
    for (const date of added) set.rdate(date);
    return set;
  }

  return {
    after(time) {
      // A wall time may name a moment that has passed: the clocks were put back.
      let wall = wallTime(time, timezone) - 1;
      for (const set = near(wall); ; ) {
        const listed = set.after(new Date(wall))?.getTime();
        const next = Math.min(...given([listed, ...withinDay.map((times) => times.after(wall))]));
        if (next === Number.POSITIVE_INFINITY) return undefined;
        const moment = momentOf(next, timezone);
        if (moment > time) return moment;
        wall = next;
      }
    },
    before(time) {
      let wall = wallTime(time, timezone) + 1_000;
      for (const set = near(wall - 400 * 86_400_000); ; ) {
        const listed = set.before(new Date(wall)) ?? near(0).before(new Date(wall));
        const all = [listed?.getTime(), ...withinDay.map((times) => times.before(wall))];
        const last = Math.max(...given(all));
        if (last === Number.NEGATIVE_INFINITY) return undefined;
        const moment = momentOf(last, timezone);
        if (moment < time) return moment;
        wall = last;
      }
    },
  };
}

function given(walls: readonly (number | undefined)[]): number[] {
  return walls.filter((wall) => wall !== undefined);
}

function without(excluded: readonly Date[], times: WallTimes): WallTimes {
  const walls = new Set(excluded.map((date) => date.getTime()));
  const past = (step: (wall: number) => number | undefined) => (wall: number) => {
    let found = step(wall);
    while (found !== undefined && walls.has(found)) found = step(found);
    return found;
  };
  return { after: past(times.after), before: past(times.before) };
}

/** A rule that repeats by a fixed time may as well begin a whole number of repetitions later. */
function startedNear(
  options: Partial<Rules.Options>,
  wall: number,
  { WEEKLY, DAILY }: typeof Rules.RRule,
): Partial<Rules.Options> {
  const { dtstart, freq, interval = 1, count } = options;
  if (!dtstart || count) return options;
  const unit = new Map<number | undefined, number>([
    [WEEKLY, 7 * 86_400_000],
    [DAILY, 86_400_000],
  ]).get(freq);
  if (unit === undefined) return options;
  const repetition = unit * interval;
  const repetitions = Math.floor((wall - dtstart.getTime()) / repetition) - 1;
  if (repetitions <= 0) return options;
  return { ...options, dtstart: new Date(dtstart.getTime() + repetitions * repetition) };
}
