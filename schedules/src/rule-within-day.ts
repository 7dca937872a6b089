/**
 * The dates of rules that repeat within the day. The library skips some of them, or looks for them
 * without end, where a rule names days or times besides: it is asked for the days alone.
 */
import type { Options } from "rrule";
import { rrule } from "./date-libraries.js";
import { numbers, weekdays } from "./rule-lists.js";

type Rule = Partial<Options>;

/** Wall times, in milliseconds; `zone.ts` tells what they are. */
export interface WallTimes {
  after(wall: number): number | undefined;
  before(wall: number): number | undefined;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What has not come for so long is taken never to come. */
const LONGEST_WAIT = 100 * 366 * DAY;
/** How far to look back for the last one, step by step. */
const LOOKS_BACK = [HOUR, DAY, 40 * DAY, 800 * DAY, LONGEST_WAIT];

/** Undefined for a rule that repeats by days or more. */
export function timesWithinDay(rule: Rule): WallTimes | undefined {
  const unit = unitOf(rule);
  if (unit === undefined) return undefined;
  const start = rule.dtstart?.getTime() ?? 0;
  const last = rule.until?.getTime() ?? Number.POSITIVE_INFINITY;
  const { count } = rule;

  /** From a wall time on, or a little before it. */
  function* from(wall: number): Generator<number> {
    let left = count || Number.POSITIVE_INFINITY;
    for (const time of walk(rule, unit as number, count ? start : Math.max(wall, start))) {
      if (time < start) continue;
      if (time > last || left-- <= 0) return;
      yield time;
    }
  }

  return {
    after(wall) {
      for (const time of from(wall)) if (time > wall) return time;
      return undefined;
    },
    before(wall) {
      for (const look of LOOKS_BACK) {
        let found: number | undefined;
        for (const time of from(wall - look)) {
          if (time >= wall) break;
          found = time;
        }
        if (found !== undefined || wall - look < start) return found;
      }
      return undefined;
    },
  };
}

function unitOf({ freq }: Rule): number | undefined {
  const { HOURLY, MINUTELY, SECONDLY } = rrule().RRule;
  if (freq === HOURLY) return HOUR;
  if (freq === MINUTELY) return MINUTE;
  return freq === SECONDLY ? SECOND : undefined;
}

function* walk(rule: Rule, unit: number, from: number): Generator<number> {
  const first = floorTo(rule.dtstart?.getTime() ?? 0, unit);
  const step = unit * (rule.interval ?? 1);
  const repetitionFrom = (wall: number) => first + Math.ceil((wall - first) / step) * step;
  const dayFrom = daysOf(rule);
  const [hours, minutes, seconds] = [rule.byhour, rule.byminute, rule.bysecond].map(numbers);
  const isIn = (list: readonly number[] | undefined, value: number) =>
    list === undefined || list.length === 0 || list.includes(value);
  const offsets = offsetsIn(rule, unit);
  for (let at = repetitionFrom(floorTo(from, unit)); at < from + LONGEST_WAIT; ) {
    const day = dayFrom(floorTo(at, DAY));
    if (day === undefined) return;
    if (day > at) at = repetitionFrom(day);
    else if (!isIn(hours, Math.floor(at / HOUR) % 24))
      at = repetitionFrom(floorTo(at, HOUR) + HOUR);
    else if (unit <= MINUTE && !isIn(minutes, Math.floor(at / MINUTE) % 60)) {
      at = repetitionFrom(floorTo(at, MINUTE) + MINUTE);
    } else {
      if (unit > SECOND || isIn(seconds, Math.floor(at / SECOND) % 60)) {
        for (const offset of offsets) yield at + offset;
      }
      at += step;
    }
  }
}

/** The first day from a day on that is as the rule has it. */
function daysOf(rule: Rule): (day: number) => number | undefined {
  const { RRule } = rrule();
  const { byweekday, bymonth, bymonthday, byyearday, byweekno, byeaster, wkst } = rule;
  const lists = { bymonth, bymonthday, byyearday, byweekno, byeaster, wkst };
  const given = Object.entries(lists).filter(([, value]) => value !== undefined && value !== null);
  const days = weekdays(byweekday);
  if (days.length === 0 && given.length === 0) return (day) => day;
  const options: Rule = { ...Object.fromEntries(given), freq: RRule.DAILY, count: 1 };
  if (days.length > 0) options.byweekday = days;
  let [asked, answer]: [number?, number?] = [];
  return (day) => {
    if (day === asked) return answer;
    asked = day;
    answer = new RRule({ ...options, dtstart: new Date(day) }, true).all()[0]?.getTime();
    return answer;
  };
}

/** What comes in each repetition, in milliseconds from where it begins. */
function offsetsIn({ dtstart, byminute, bysecond, bysetpos }: Rule, unit: number): number[] {
  const start = dtstart ?? new Date(0);
  const listed = (list: readonly number[], otherwise: number) =>
    list.length > 0 ? list : [otherwise];
  const minutes = unit > MINUTE ? listed(numbers(byminute), start.getUTCMinutes()) : [0];
  const seconds = unit > SECOND ? listed(numbers(bysecond), start.getUTCSeconds()) : [0];
  const all = minutes.flatMap((minute) =>
    seconds.map((second) => minute * MINUTE + second * SECOND),
  );
  const offsets = [...new Set(all)].sort((a, b) => a - b);
  const positions = numbers(bysetpos);
  if (positions.length === 0) return offsets;
  return offsets.filter(
    (_, index) => positions.includes(index + 1) || positions.includes(index - offsets.length),
  );
}

function floorTo(wall: number, size: number): number {
  return Math.floor(wall / size) * size;
}
