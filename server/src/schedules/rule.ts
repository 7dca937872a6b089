import * as library from "rrule";
import { meetsItsTimes } from "./rule-meets.js";
import { ruleProblem } from "./rule-text.js";
import { momentOf, wallTime } from "./zone.js";

// CommonJS where Node loads it, an ES module without a default in the bundle.
const loaded: typeof library.default = Reflect.get(library, "default") ?? library;
const { RRule, RRuleSet, rrulestr } = loaded;
type Options = Partial<library.Options>;

/** What a rule without DTSTART counts from, in the runtime as well. */
const EPOCH = new Date(Date.UTC(2020, 0, 1));

/**
 * The moments of a rule after a moment, in milliseconds, in order, without end where the rule has none.
 * @param text one that `ruleProblem` has nothing against
 * @throws Error where it is no rule all the same
 */
export function* ruleMoments(text: string, zone: string, after: number): Generator<number> {
  const problem = ruleProblem(text);
  if (problem) throw new Error(problem.message);
  for (let moment = nextMoment(text, zone, after); moment !== undefined; ) {
    yield moment;
    moment = nextMoment(text, zone, moment);
  }
}

function nextMoment(text: string, zone: string, after: number): number | undefined {
  let wall = wallTime(after, zone) - 1;
  // Begun anew for each date, as in the runtime: where the library begins can make a difference.
  const set = wallRules(text, zone, wall);
  for (;;) {
    const next = set.after(new Date(wall));
    if (!next) return undefined;
    wall = next.getTime();
    const found = momentOf(wall, zone);
    // Where clocks are put back, a wall time that is still to come may name a moment that has passed.
    if (found > after) return found;
  }
}

/** The rule in words: `every week on Monday`. */
export function spokenRule(text: string): string {
  const [rule] = parsed(text).rrules();
  return rule ? rule.toText() : "on given dates";
}

function parsed(text: string): library.RRuleSet {
  return rrulestr(text, { forceset: true, dtstart: EPOCH }) as library.RRuleSet;
}

/** The rules as the clocks of the zone count, beginning not long before a wall time. */
function wallRules(text: string, zone: string, from: number): library.RRuleSet {
  const set = new RRuleSet(true);
  const read = parsed(text);
  const shown = (date: Date, isUtc: boolean) =>
    isUtc ? new Date(wallTime(date.getTime(), zone)) : date;
  const startsInUtc = /^DTSTART[^:\n]*:\d{8}T\d{6}Z/m.test(text);
  const endsInUtc = /UNTIL=\d{8}T\d{6}Z/.test(text);
  for (const { origOptions } of read.rrules()) {
    const { until, dtstart } = origOptions;
    const options: Options = {
      ...origOptions,
      tzid: null,
      dtstart: shown(dtstart ?? EPOCH, startsInUtc),
      ...(until ? { until: shown(until, endsInUtc) } : {}),
    };
    if (isMet(options)) set.rrule(new RRule(begunLater(options, from), true));
  }
  for (const date of read.exdates()) set.exdate(shown(date, /EXDATE[^:\n]*:.*Z/.test(text)));
  for (const date of read.rdates()) set.rdate(shown(date, /RDATE[^:\n]*:.*Z/.test(text)));
  return set;
}

function isMet(options: Options): boolean {
  switch (options.freq) {
    case RRule.HOURLY:
      return meetsItsTimes(options, "hourly");
    case RRule.MINUTELY:
      return meetsItsTimes(options, "minutely");
    case RRule.SECONDLY:
      return meetsItsTimes(options, "secondly");
    default:
      return true;
  }
}

/** The library walks from the start, which for `every second since 2020` takes for ever. */
function begunLater(options: Options, from: number): Options {
  const { dtstart, freq, interval = 1, count } = options;
  const unit = freq === undefined ? undefined : UNITS.get(freq);
  if (!dtstart || count || unit === undefined) return options;
  const step = unit * interval;
  const steps = Math.floor((from - dtstart.getTime()) / step) - 1;
  return steps > 0 ? { ...options, dtstart: new Date(dtstart.getTime() + steps * step) } : options;
}

/** Milliseconds of the frequencies that always last as long; months and years do not. */
const UNITS = new Map<library.Frequency, number>([
  [RRule.WEEKLY, 604_800_000],
  [RRule.DAILY, 86_400_000],
  [RRule.HOURLY, 3_600_000],
  [RRule.MINUTELY, 60_000],
  [RRule.SECONDLY, 1_000],
]);
