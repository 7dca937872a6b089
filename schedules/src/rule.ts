import type * as Rules from "rrule";
import { rrule as library } from "./date-libraries.js";
import type { Dates } from "./dates.js";
import { mayCome } from "./rule-comes.js";
import { ruleProblem } from "./rule-text.js";
import { momentOf, wallTime } from "./zone.js";

/** What rules without DTSTART count from; fixed, so that every process reckons the same. */
const epoch = Date.UTC(2020, 0, 1);

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
    for (const options of rules) set.rrule(new RRule(startedNear(options, wall, RRule), true));
    for (const date of excluded) set.exdate(date);
    for (const date of added) set.rdate(date);
    return set;
  }

  return {
    after(time) {
      // A wall time may name a moment that has passed: the clocks were put back.
      let wall = wallTime(time, timezone) - 1;
      for (const set = near(wall); ; ) {
        const next = set.after(new Date(wall));
        if (next === null) return undefined;
        const moment = momentOf(next.getTime(), timezone);
        if (moment > time) return moment;
        wall = next.getTime();
      }
    },
    before(time) {
      let wall = wallTime(time, timezone) + 1_000;
      for (const set = near(wall - 400 * 86_400_000); ; ) {
        const last = set.before(new Date(wall)) ?? near(0).before(new Date(wall));
        if (last === null) return undefined;
        const moment = momentOf(last.getTime(), timezone);
        if (moment < time) return moment;
        wall = last.getTime();
      }
    },
  };
}

/** A rule that repeats by a fixed time may as well begin a whole number of repetitions later. */
function startedNear(
  options: Partial<Rules.Options>,
  wall: number,
  { WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY }: typeof Rules.RRule,
): Partial<Rules.Options> {
  const { dtstart, freq, interval = 1, count } = options;
  if (!dtstart || count) return options;
  const unit = new Map<number | undefined, number>([
    [WEEKLY, 7 * 86_400_000],
    [DAILY, 86_400_000],
    [HOURLY, 3_600_000],
    [MINUTELY, 60_000],
    [SECONDLY, 1_000],
  ]).get(freq);
  if (unit === undefined) return options;
  const repetition = unit * interval;
  const repetitions = Math.floor((wall - dtstart.getTime()) / repetition) - 1;
  if (repetitions <= 0) return options;
  return { ...options, dtstart: new Date(dtstart.getTime() + repetitions * repetition) };
}
