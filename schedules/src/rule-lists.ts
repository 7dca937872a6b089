/** The lists of a rule, which the library keeps in more than one form, and lists in words. */
import type { Options, Weekday } from "rrule";
import { rrule } from "./date-libraries.js";

export function numbers(list: number | readonly number[] | null | undefined): readonly number[] {
  if (list === null || list === undefined) return [];
  return typeof list === "number" ? [list] : list;
}

/** Days of the week from Monday on, from 0; which of a month's they are is left out. */
export function weekdays(days: Options["byweekday"] | undefined): number[] {
  const { RRule } = rrule();
  const numberOf = (day: Weekday | number | string) => {
    if (typeof day === "number") return day;
    return typeof day === "string" ? RRule[day as "MO"].weekday : day.weekday;
  };
  if (days === null || days === undefined) return [];
  return (Array.isArray(days) ? days : [days]).map(numberOf);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return [words.slice(0, -1).join(", "), words.at(-1)].filter((part) => part !== "").join(" and ");
}
