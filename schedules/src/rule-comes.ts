/**
 * Whether a rule can ever come. The library walks on to the year 9999, step by step, for one that
 * cannot, or for ever: every fourth hour from midnight on it is never one o'clock.
 */
import type { Options } from "rrule";
import { rrule } from "./date-libraries.js";
import { numbers, weekdays } from "./rule-lists.js";

type Rule = Partial<Options>;

const DAY = 86_400;
const WEEK = 7 * DAY;

/** False for those only that have no date; one whose last date has passed may still be true. */
export function mayCome(rule: Rule): boolean {
  return hasPosition(rule) && reachesItsTimes(rule) && hasDay(rule);
}

/** Whether what comes in each repetition is as many as one of the positions asks for. */
function hasPosition({ freq, bysetpos, byhour, byminute, bysecond }: Rule): boolean {
  const { YEARLY, MONTHLY, WEEKLY, HOURLY, MINUTELY, SECONDLY } = rrule().RRule;
  const positions = numbers(bysetpos);
  if (positions.length === 0 || freq === undefined) return true;
  const days = new Map<number, number>([
    [YEARLY, 366],
    [MONTHLY, 31],
    [WEEKLY, 7],
  ]).get(freq);
  const times = [
    freq < HOURLY ? numbers(byhour) : [],
    freq < MINUTELY ? numbers(byminute) : [],
    freq < SECONDLY ? numbers(bysecond) : [],
  ];
  const most = times.reduce((product, list) => product * Math.max(list.length, 1), days ?? 1);
  return positions.some((position) => Math.abs(position) <= most);
}

/** Whether a rule that repeats within the day is ever on one of its weekdays at one of its times. */
function reachesItsTimes(rule: Rule): boolean {
  const { HOURLY, MINUTELY, SECONDLY } = rrule().RRule;
  const unit = new Map<number | undefined, number>([
    [HOURLY, 3_600],
    [MINUTELY, 60],
    [SECONDLY, 1],
  ]).get(rule.freq);
  if (unit === undefined) return true;
  const { interval = 1, dtstart, byhour, byminute, bysecond, byweekday } = rule;
  const isOneOf = (list: readonly number[]) => (value: number) =>
    list.length === 0 || list.includes(value);
  // What the frequency does not count is as the start has it, or as listed: each repetition has it all.
  const isDay = isOneOf(weekdays(byweekday));
  const isHour = isOneOf(numbers(byhour));
  const isMinute = isOneOf(unit > 60 ? [] : numbers(byminute));
  const isSecond = isOneOf(unit > 1 ? [] : numbers(bysecond));
  const start = Math.floor((dtstart?.getTime() ?? 0) / 1000 / unit) * unit;
  const apart = greatestCommonDivisor(unit * interval, WEEK);
  for (let time = ((start % apart) + apart) % apart; time < WEEK; time += apart) {
    // The epoch was a Thursday; weeks are counted from Monday.
    if (
      isDay((Math.floor(time / DAY) + 3) % 7) &&
      isHour(Math.floor(time / 3_600) % 24) &&
      isMinute(Math.floor(time / 60) % 60) &&
      isSecond(time % 60)
    ) {
      return true;
    }
  }
  return false;
}

/** Whether any day is like that, which the library knows soon when it walks by years. */
function hasDay({ freq, dtstart, wkst, byweekday, ...rule }: Rule): boolean {
  const { RRule } = rrule();
  const { bymonth, bymonthday, byyearday, byweekno } = rule;
  const isNarrow = [bymonthday, byyearday, byweekno].some((list) => numbers(list).length > 0);
  if (!isNarrow || freq === undefined || freq < RRule.WEEKLY) return true;
  const days: Rule = {
    freq: RRule.YEARLY,
    dtstart: dtstart ?? new Date(0),
    ...(wkst == null ? {} : { wkst }),
    ...(bymonth == null ? {} : { bymonth }),
    ...(bymonthday == null ? {} : { bymonthday }),
    ...(byyearday == null ? {} : { byyearday }),
    ...(byweekno == null ? {} : { byweekno }),
    ...(byweekday == null ? {} : { byweekday: weekdays(byweekday) }),
  };
  return new RRule({ ...days, count: 1 }, true).all().length > 0;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
