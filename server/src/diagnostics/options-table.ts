import { secondsOf } from "./durations.js";
import type { OptionsKind, OptionValue } from "./syntax/options.js";

/**
 * What each option takes, as the runtime checks it when the module loads. The runtime is not
 * imported, for a workspace may have another version of it; a test holds the two together.
 */
export interface OptionRule {
  /** Of what is in an object, `nested-options.ts` has rules of its own. */
  accepts(value: OptionValue): boolean;
  wants: string;
  /** A hook: MR310 says so in its own words. */
  isHook?: boolean;
}

export const NOT_EMPTY = "a string that is not empty";
export const SECONDS = 'seconds as a number from 0, or a string such as "10s" or "5m"';
export const SECONDS_ABOVE_0 = 'seconds as a number above 0, or a string such as "10s" or "5m"';
export const COUNT = "a whole number from 1";

export function literal(wants: string, ok: (value: unknown) => boolean): OptionRule {
  return { wants, accepts: (given) => given.kind === "value" && ok(given.value) };
}

function fn(wants: string): OptionRule {
  return { wants, accepts: ({ kind }) => kind === "function" };
}

export function either(wants: string, ok: (value: unknown) => boolean): OptionRule {
  return {
    wants,
    accepts: (given) => given.kind === "function" || (given.kind === "value" && ok(given.value)),
  };
}

export const isDuration = (value: unknown) => secondsOf(value) !== undefined;
export const isText = (value: unknown) => typeof value === "string";
export const isName = (value: unknown): value is string =>
  typeof value === "string" && value.trim() !== "";
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const flag = literal("true or false", (value) => typeof value === "boolean");
/** Seconds above 0. */
export const isSpan = (value: unknown) => (secondsOf(value) ?? 0) > 0;
export const isCount = (value: unknown) => Number.isInteger(value) && (value as number) > 0;
const isListOfRecords = (value: unknown) => Array.isArray(value) && value.every(isRecord);
const isLimit = (value: unknown) => isName(value) || isRecord(value);

function isListOfLimits(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isLimit)) return false;
  const names = value.map((one) => (isRecord(one) ? one.name : one));
  return new Set(names).size === names.length;
}

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
  timeout: literal(SECONDS_ABOVE_0, isSpan),
  concurrency: literal(
    'a number of runs at a time, the name of a limit, { name: "db", limit: 4 }, { name: "api", rate: 10, per: "1s" }, or a list of these, each once',
    (value) => isCount(value) || isLimit(value) || isListOfLimits(value),
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
  files: either("{ inputs, outputs }, or a function (...args) => ({ inputs, outputs })", (value) =>
    isRecord(value),
  ),
  optional: flag,
  runName: literal(NOT_EMPTY, isName),
  runIn: literal('"main" or "worker"', (value) => value === "main" || value === "worker"),
};

const flow: Record<string, OptionRule> = {
  ...common,
  maxTasks: literal(COUNT, isCount),
  // No literal is a schema; what makes one is a call.
  params: literal("a Standard Schema, such as z.object({ ... }) of zod", () => false),
  logPrints: flag,
  schedule: literal('an object such as { cron: "0 6 * * *" }', isRecord),
  schedules: literal('a list such as [{ cron: "0 6 * * *" }]', isListOfRecords),
  alerts: literal('a list such as [{ on: "failure", to: ... }]', isListOfRecords),
  onCancellation: hook,
  onCrashed: hook,
};

const isDeclared = (value: unknown): boolean =>
  isCount(value) ||
  (isRecord(value) &&
    Object.keys(value).every((key) => ["limit", "rate", "per"].includes(key)) &&
    (value.limit === undefined || isCount(value.limit)) &&
    (value.rate === undefined ? value.per === undefined : isCount(value.rate)) &&
    (value.per === undefined || isSpan(value.per)) &&
    ("limit" in value || "rate" in value));

const config: Record<string, OptionRule> = {
  alerts: flow.alerts as OptionRule,
  limits: literal(
    'limits by name, as { db: 4, api: { rate: 10, per: "1s" } }',
    (value) => isRecord(value) && Object.values(value).every(isDeclared),
  ),
  workers: literal(COUNT, isCount),
  retention: literal('an object such as { olderThan: "90d", keep: 1000 }', isRecord),
};

export const OPTIONS: Record<OptionsKind, Record<string, OptionRule>> = {
  task,
  flow,
  config,
  call: { ...task, waitFor: literal("a list of futures", Array.isArray) },
};
