/** A rule in words. Every part of it is said, and what it takes from its start too. */
import type { Options } from "rrule";
import { rrule } from "./date-libraries.js";
import { epoch, parsedRules } from "./rule.js";
import { listed, numbers } from "./rule-lists.js";
import { spokenTimes } from "./rule-times.js";

const UNITS = ["year", "month", "week", "day", "hour", "minute", "second"];
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];

/**
 * The rule in words: `every 2 weeks on Monday and Friday at 06:30`.
 * @param text one that `ruleProblem` has nothing against
 */
export function spokenRule(text: string): string {
  const set = parsedRules(text);
  const rules = set.rrules().map(({ origOptions }) => spokenOne(origOptions, text));
  const added = spokenDates(set.rdates().length);
  const excluded = spokenDates(set.exdates().length);
  const all = [...rules, ...(added === "" ? [] : [`on ${added}`])].join(", and ");
  return excluded === "" ? all : `${all}, but not on ${excluded}`;
}

function spokenDates(count: number): string {
  return count === 0 ? "" : count === 1 ? "a given date" : `${count} given dates`;
}

function spokenOne(written: Partial<Options>, text: string): string {
  const inUtc = /^DTSTART[^:\n]*:\d{8}T\d{6}Z/m.test(text);
  const rule = withDefaults({ ...written, dtstart: written.dtstart ?? new Date(epoch) }, inUtc);
  const { freq = 0, interval = 1 } = rule;
  const unit = UNITS[freq];
  const parts = [
    interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`,
    spokenWeekStart(rule),
    spokenMonths(rule),
    spokenWeeks(rule),
    spokenDaysOf(rule),
    spokenTimes(rule, inUtc),
  ];
  const ends = [spokenPositions(rule), spokenCount(rule), spokenUntil(rule, text)];
  return [parts.filter((part) => part !== "").join(" "), ...ends.filter((end) => end !== "")].join(
    ", ",
  );
}

/** A rule that names no day takes that of its start; one given in UTC is another day elsewhere. */
function withDefaults(rule: Partial<Options>, inUtc: boolean): Partial<Options> {
  const { YEARLY, MONTHLY, WEEKLY } = rrule().RRule;
  const { freq, dtstart, bymonth, byweekno, byyearday, bymonthday, byweekday, byeaster } = rule;
  const named = [byweekno, byyearday, bymonthday, byweekday, byeaster];
  const isNamed = named.some((one) => one !== null && one !== undefined);
  if (isNamed || inUtc || !dtstart) return rule;
  const day = { bymonthday: dtstart.getUTCDate() };
  if (freq === YEARLY) return { ...rule, ...day, bymonth: bymonth ?? dtstart.getUTCMonth() + 1 };
  if (freq === MONTHLY) return { ...rule, ...day };
  return freq === WEEKLY ? { ...rule, byweekday: (dtstart.getUTCDay() + 6) % 7 } : rule;
}

/** Which weeks are left out depends on where they begin. */
function spokenWeekStart({ freq, interval = 1, wkst }: Partial<Options>): string {
  if (freq !== rrule().RRule.WEEKLY || interval === 1 || wkst === null || wkst === undefined)
    return "";
  return `from ${DAYS[dayOf(wkst).day]}`;
}

function spokenMonths({ bymonth }: Partial<Options>): string {
  const names = numbers(bymonth).map((month) => MONTHS[month - 1] ?? "");
  return names.length === 0 ? "" : `in ${listed(names)}`;
}

function spokenWeeks({ byweekno }: Partial<Options>): string {
  const weeks = numbers(byweekno);
  const counted = weeks.filter((week) => week > 0).map(String);
  const fromEnd = weeks.filter((week) => week < 0).map(ordinal);
  const said = [
    ...(counted.length === 0 ? [] : [`week${counted.length > 1 ? "s" : ""} ${listed(counted)}`]),
    ...(fromEnd.length === 0 ? [] : [`the ${listed(fromEnd)} week of the year`]),
  ];
  return said.length === 0 ? "" : `in ${listed(said)}`;
}

function spokenDaysOf(rule: Partial<Options>): string {
  const { byyearday, byeaster } = rule;
  const weekdays = spokenWeekdays(rule);
  const yearDays = numbers(byyearday).map(ordinal);
  const dates = [
    ...(yearDays.length === 0 ? [] : [`on the ${listed(yearDays)} day of the year`]),
    ...spokenMonthDays(rule),
    ...numbers(byeaster).map(spokenEaster),
  ];
  if (dates.length === 0) return weekdays === "" ? "" : `on ${weekdays}`;
  // A day must be all that is said of it.
  return [dates.join(" if that is "), weekdays].filter((part) => part !== "").join(" if that is ");
}

function spokenMonthDays({ bymonthday }: Partial<Options>): string[] {
  const days = numbers(bymonthday);
  if (days.length === 0) return [];
  const isCounted = days.every((day) => day > 0);
  return [`on the ${listed(days.map(ordinal))}${isCounted ? "" : " day of the month"}`];
}

function spokenWeekdays({ byweekday, freq, bymonth }: Partial<Options>): string {
  if (byweekday === null || byweekday === undefined) return "";
  const days = [byweekday].flat().map(dayOf);
  const plain = days.filter(({ nth }) => nth === undefined).map(({ day }) => day);
  const isWorkdays = plain.length === 5 && [0, 1, 2, 3, 4].every((day) => plain.includes(day));
  const ofYear = freq === rrule().RRule.YEARLY && numbers(bymonth).length === 0;
  const counted = days
    .filter(({ nth }) => nth !== undefined)
    .map(({ day, nth = 0 }) => `the ${ordinal(nth)} ${DAYS[day]}`);
  return listed([
    ...(isWorkdays ? ["weekdays"] : plain.map((day) => DAYS[day] ?? "")),
    ...(counted.length === 0 ? [] : [`${listed(counted)}${ofYear ? " of the year" : ""}`]),
  ]);
}

function spokenEaster(offset: number): string {
  if (offset === 0) return "on Easter";
  const days = `${Math.abs(offset)} day${Math.abs(offset) === 1 ? "" : "s"}`;
  return `${days} ${offset > 0 ? "after" : "before"} Easter`;
}

function spokenPositions({ bysetpos, freq = 0 }: Partial<Options>): string {
  const positions = numbers(bysetpos).map(ordinal);
  return positions.length === 0 ? "" : `only the ${listed(positions)} of each ${UNITS[freq]}`;
}

function spokenCount({ count }: Partial<Options>): string {
  return count ? (count === 1 ? "once" : `${count} times`) : "";
}

function spokenUntil({ until }: Partial<Options>, text: string): string {
  if (!until) return "";
  const [date, time = ""] = until.toISOString().split("T");
  const zone = /UNTIL=\d{8}T\d{6}Z/.test(text) ? " UTC" : "";
  const hasTime = zone !== "" || !time.startsWith("00:00:00");
  return `until ${date}${hasTime ? ` ${time.slice(0, 5)}${zone}` : ""}`;
}

type Day = NonNullable<Options["wkst"]> | string;

/** From Monday on, from 0, and the how manieth it is. */
function dayOf(given: Day): { day: number; nth?: number } {
  if (typeof given === "number") return { day: given };
  const { weekday, n } = typeof given === "string" ? rrule().RRule[given as "MO"] : given;
  return n === undefined ? { day: weekday } : { day: weekday, nth: n };
}

/** `1st`, `22nd`, `last`, `2nd last`. */
function ordinal(number: number): string {
  if (number === -1) return "last";
  if (number < 0) return `${ordinal(-number)} last`;
  const isTeen = Math.floor(number / 10) % 10 === 1;
  return `${number}${(isTeen ? undefined : ["th", "st", "nd", "rd"][number % 10]) ?? "th"}`;
}
