import { secondsOf } from "./durations.js";
import type { OptionsKind, OptionValue } from "./syntax/options.js";

/**
 * What each option takes, as the runtime checks it when the module loads. The runtime is not
 * imported, for a workspace may have another version of it; a test holds the two together.
 */
export interface OptionRule {
  accepts(value: OptionValue): boolean;
  wants: string;
  /** A hook: MR310 says so in its own words. */
  isHook?: boolean;
}

const NOT_EMPTY = "a string that is not empty";
const SECONDS = 'seconds as a number from 0, or a string such as "10s" or "5m"';

function literal(wants: string, ok: (value: unknown) => boolean): OptionRule {
  return { wants, accepts: (given) => given.kind === "value" && ok(given.value) };
}

function fn(wants: string): OptionRule {
  return { wants, accepts: ({ kind }) => kind === "function" };
}

function either(wants: string, ok: (value: unknown) => boolean): OptionRule {
  return {
    wants,
    accepts: (given) => given.kind === "function" || (given.kind === "value" && ok(given.value)),
  };
}

const isDuration = (value: unknown) => secondsOf(value) !== undefined;
const isText = (value: unknown) => typeof value === "string";
const isName = (value: unknown) => typeof value === "string" && value.trim() !== "";
const isRecord = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const flag = literal("true or false", (value) => typeof value === "boolean");
const hook: OptionRule = { ...fn("a function"), isHook: true };

const common: Record<string, OptionRule> = {
  name: literal(NOT_EMPTY, isName),
  description: literal("a string", isText),
  version: literal("a string", isText),
  retries: literal(
    "a whole number from 0",
    (value) => Number.isInteger(value) && (value as number) >= 0,
  ),
  retryDelay: either(
    'seconds as a number from 0, a string such as "10s", a list of those, exponential(base), or a function (attempt, error) => seconds',
    (value) =>
      isDuration(value) || (Array.isArray(value) && value.length > 0 && value.every(isDuration)),
  ),
  timeout: literal(
    'seconds as a number above 0, or a string such as "10s" or "5m"',
    (value) => (secondsOf(value) ?? 0) > 0,
  ),
  onRunning: hook,
  onCompletion: hook,
  onFailure: hook,
  onRetry: hook,
};

const task: Record<string, OptionRule> = {
  ...common,
  tags: literal("a list of strings", (value) => Array.isArray(value) && value.every(isText)),
  retryIf: fn("a function (error, attempt) => boolean"),
  cache: either(
    "true, { key, expires, refresh }, or a function that gives the key",
    (value) => typeof value === "boolean" || isRecord(value),
  ),
  optional: flag,
  runName: literal(NOT_EMPTY, isName),
};

const flow: Record<string, OptionRule> = {
  ...common,
  maxTasks: literal(
    "a whole number from 1",
    (value) => Number.isInteger(value) && (value as number) > 0,
  ),
  // No literal is a schema; what makes one is a call.
  params: literal("a Standard Schema, such as z.object({ ... }) of zod", () => false),
  logPrints: flag,
  onCancellation: hook,
  onCrashed: hook,
};

export const OPTIONS: Record<OptionsKind, Record<string, OptionRule>> = {
  task,
  flow,
  call: { ...task, waitFor: literal("a list of futures", Array.isArray) },
};

export const CACHE_OPTIONS: Record<string, OptionRule> = {
  key: either(
    `${NOT_EMPTY}, or a function (...args) => string`,
    (value) => typeof value === "string" && value !== "",
  ),
  expires: literal(SECONDS, isDuration),
  refresh: flag,
};

/** Options of the design that a later version of the runtime takes: not unknown, not checked here. */
export const PLANNED: Record<OptionsKind, readonly string[]> = {
  task: ["concurrency", "files", "runIn"],
  call: ["concurrency", "files", "runIn"],
  flow: ["alerts", "concurrency", "schedule", "schedules"],
};
