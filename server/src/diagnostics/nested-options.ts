import { channel } from "./alert-channels.js";
import { secondsOf } from "./durations.js";
import {
  COUNT,
  either,
  flag,
  isCount,
  isDuration,
  isName,
  isRecord,
  isSpan,
  literal,
  NOT_EMPTY,
  type OptionRule,
  SECONDS,
  SECONDS_ABOVE_0,
} from "./options-table.js";
import type { OptionsKind } from "./syntax/options.js";

/** What goes into an object that an option holds: `cache: { ... }`, `schedules: [{ ... }]`. */
export interface NestedRules {
  options: Record<string, OptionRule>;
  /** What is wrong with the options together, as far as their names tell. */
  whole?(names: readonly string[]): string | undefined;
  /** Of the objects that are in this one in turn. */
  nested?: Readonly<Record<string, ChooseRules>>;
}

/** What an object may hold can depend on what it does hold. */
export type ChooseRules = (names: readonly string[]) => NestedRules;

const text = literal(NOT_EMPTY, isName);
const span = literal(SECONDS_ABOVE_0, isSpan);
const count = literal(COUNT, isCount);

function oneOf(...values: string[]): OptionRule {
  const wants = values.map((value) => `"${value}"`).join(", ");
  return literal(`one of ${wants}`, (value) => values.some((one) => one === value));
}

const cache: NestedRules = {
  options: {
    key: either(
      `${NOT_EMPTY}, or a function (...args) => string`,
      (value) => typeof value === "string" && value !== "",
    ),
    expires: literal(SECONDS, isDuration),
    refresh: flag,
  },
};

const concurrency: NestedRules = {
  options: { name: text, limit: count, rate: count, per: span },
  whole(names) {
    if (!names.includes("name")) {
      return 'Without a name nobody can share it: give it one, as { name: "db", limit: 4 }, or write the number alone.';
    }
    return names.includes("per") && !names.includes("rate")
      ? "'per' is given without 'rate': give both, as { name: \"api\", rate: 10, per: \"1s\" }."
      : undefined;
  },
};

const isPattern = (value: unknown): boolean =>
  typeof value === "string"
    ? value.trim() !== "" && value !== "!"
    : isRecord(value) &&
      isPattern(value.glob) &&
      typeof value.optional === "boolean" &&
      Object.keys(value).length === 2;
const isExclusion = (value: unknown): boolean =>
  (isRecord(value) ? String(value.glob) : String(value)).startsWith("!");
const patterns = literal(
  'a glob such as "data/*.csv", { glob, optional: true }, or a list of those, of which one at least does not begin with "!"',
  (value) => {
    const list = Array.isArray(value) ? value : [value];
    return list.every(isPattern) && (list.length === 0 || !list.every(isExclusion));
  },
);

const files: NestedRules = {
  options: {
    inputs: patterns,
    outputs: patterns,
    cwd: literal("the path of a folder", (value) => typeof value === "string" && value !== ""),
  },
  whole: (names) =>
    names.includes("inputs") || names.includes("outputs")
      ? undefined
      : "It names no files: give inputs, outputs, or both.",
};

const settings: Record<string, OptionRule> = {
  name: text,
  parameters: literal("an object: the flow's parameters by name", isRecord),
  active: flag,
  catchUp: oneOf("none", "last", "all"),
  overlap: oneOf("allow", "skip", "queue", "cancel-running"),
};
// Whether it is a zone, and what the text means, is for MR303.
const timezone = literal("an IANA time zone", (value) => typeof value === "string");
const TIMINGS: Record<string, Record<string, OptionRule>> = {
  cron: { cron: literal('a string such as "0 6 * * *"', isName), timezone, ...settings },
  every: {
    every: literal('seconds as a number from 1, or a string such as "10m"', isInterval),
    anchor: literal('a Date, or a string such as "2026-01-01T06:00:00Z"', isDate),
    ...settings,
  },
  rrule: {
    rrule: literal('a string such as "FREQ=WEEKLY;BYDAY=MO;BYHOUR=6"', isName),
    timezone,
    ...settings,
  },
};

function isInterval(value: unknown): boolean {
  return (secondsOf(value) ?? 0) >= 1;
}

function isDate(value: unknown): boolean {
  return typeof value === "string" && Number.isFinite(new Date(value).getTime());
}

/** A schedule says its times in one way, and each way has options of its own. */
function schedule(names: readonly string[]): NestedRules {
  const kinds = Object.keys(TIMINGS).filter((kind) => names.includes(kind));
  const [kind] = kinds;
  const several = kinds.length > 1 || kind === undefined;
  return {
    options: several ? Object.assign({}, ...Object.values(TIMINGS)) : (TIMINGS[kind] ?? {}),
    whole() {
      if (!several) return undefined;
      const what =
        kind === undefined ? "says no times" : `says its times by ${kinds.join(" and ")}`;
      return `It ${what}: give one of { cron }, { every } and { rrule }.`;
    },
  };
}

const EVENTS = ["failure", "crash", "recovery", "missed"];

const alerts: NestedRules = {
  options: {
    on: literal(`one or several of ${EVENTS.map((each) => `"${each}"`).join(", ")}`, (value) => {
      const list = Array.isArray(value) ? value : [value];
      return list.every((one) => EVENTS.includes(one as string));
    }),
    longerThan: span,
    to: literal(
      "{ webhook }, { mail }, { command } or { desktop: true }, or a list of them",
      (value) =>
        Array.isArray(value) ? value.length > 0 && value.every(isRecord) : isRecord(value),
    ),
    runs: oneOf("unattended", "scheduled", "all"),
    atMost: literal(
      'a number and a time, such as { count: 10, per: "1h" }',
      (value) => isRecord(value) && isCount(value.count) && isSpan(value.per),
    ),
    retries: literal(
      "a whole number from 0",
      (value) => Number.isInteger(value) && (value as number) >= 0,
    ),
  },
  whole(names) {
    if (!names.includes("to")) {
      return "It goes nowhere: give 'to' one of { webhook }, { mail }, { command } and { desktop: true }.";
    }
    return names.includes("on") || names.includes("longerThan")
      ? undefined
      : "It is on nothing: give 'on' or 'longerThan'.";
  },
  nested: { to: channel },
};

const retention: NestedRules = {
  options: { olderThan: span, keep: count, unusedFor: span },
  whole: (names) =>
    names.some((name) => ["olderThan", "keep", "unusedFor"].includes(name))
      ? undefined
      : 'It says nothing: give it such as { olderThan: "90d", keep: 1000 }.',
};

/** By option. */
export const NESTED: Record<OptionsKind, Readonly<Record<string, ChooseRules>>> = {
  task: { cache: () => cache, concurrency: () => concurrency, files: () => files },
  call: { cache: () => cache, concurrency: () => concurrency, files: () => files },
  flow: {
    concurrency: () => concurrency,
    schedule,
    schedules: schedule,
    alerts: () => alerts,
  },
  config: { alerts: () => alerts, retention: () => retention },
};
