/** Refuses options that cannot be meant, when the module loads: naming the option, what was given, and what would do. */
import { inspect } from "node:util";
import leven from "leven";
import { checkAlert } from "../alerts/check.js";
import { checkFiles } from "../files/check.js";
import { checkConcurrency, Place } from "../limits/check.js";
import { checkSchedule } from "../schedules/check.js";
import { milliseconds } from "./duration.js";
import type { FlowOptions, TaskOptions } from "./options.js";

/** What is asked of a value, and what a person should write instead. */
interface Rule {
  ok(value: unknown): boolean;
  wants: string;
}

const isFunction = (value: unknown) => typeof value === "function";
const isDuration = (value: unknown) => milliseconds(value) !== undefined;

const text: Rule = { ok: (value) => typeof value === "string", wants: "a string" };
const name: Rule = {
  ok: (value) => typeof value === "string" && value.trim() !== "",
  wants: "a string that is not empty",
};
const flag: Rule = { ok: (value) => typeof value === "boolean", wants: "true or false" };
const hook: Rule = { ok: isFunction, wants: "a function" };
const duration: Rule = {
  ok: isDuration,
  wants: 'seconds as a number from 0, or a string such as "10s" or "5m"',
};
const count: Rule = {
  ok: (value) => Number.isInteger(value) && (value as number) >= 0,
  wants: "a whole number from 0",
};
const retryDelay: Rule = {
  ok: (value) =>
    isFunction(value) ||
    isDuration(value) ||
    (Array.isArray(value) && value.length > 0 && value.every(isDuration)),
  wants:
    'seconds as a number from 0, a string such as "10s", a list of those, exponential(base), or a function (attempt, error) => seconds',
};

const common = {
  name,
  description: text,
  version: text,
  retries: count,
  retryDelay,
  timeout: {
    ok: (value: unknown) => (milliseconds(value) ?? 0) > 0,
    wants: 'seconds as a number above 0, or a string such as "10s" or "5m"',
  },
  concurrency: {
    ok: (value) => ["number", "string", "object"].includes(typeof value) && value !== null,
    wants: 'a number of runs at a time, the name of a limit, { name: "db", limit: 4 }, or a list',
  },
  onRunning: hook,
  onCompletion: hook,
  onFailure: hook,
  onRetry: hook,
} satisfies Record<string, Rule>;

const taskRules: Record<keyof TaskOptions, Rule> = {
  ...common,
  tags: {
    ok: (value) => Array.isArray(value) && value.every((tag) => typeof tag === "string"),
    wants: "a list of strings",
  },
  retryIf: { ok: isFunction, wants: "a function (error, attempt) => boolean" },
  cache: {
    ok: (value) => typeof value === "boolean" || isFunction(value) || isRecord(value),
    wants: "true, { key, expires, refresh }, or a function that gives the key",
  },
  files: {
    ok: (value) => isFunction(value) || isRecord(value),
    wants: "{ inputs, outputs }, or a function (...args) => ({ inputs, outputs })",
  },
  optional: flag,
  runName: name,
  runIn: {
    ok: (value) => value === "main" || value === "worker",
    wants: '"worker" for a thread of its own, or "main"',
  },
};

const callRules: Record<string, Rule> = {
  ...taskRules,
  waitFor: {
    ok: (value) =>
      Array.isArray(value) && value.every((one) => isFunction((one as PromiseLike<unknown>)?.then)),
    wants: "a list of futures",
  },
};

const cacheRules: Record<string, Rule> = {
  key: {
    ok: (value) => isFunction(value) || (typeof value === "string" && value !== ""),
    wants: "a string that is not empty, or a function (...args) => string",
  },
  expires: duration,
  refresh: flag,
};

const flowRules: Record<keyof FlowOptions, Rule> = {
  ...common,
  maxTasks: {
    ok: (value) => Number.isInteger(value) && (value as number) > 0,
    wants: "a whole number from 1",
  },
  params: {
    ok: (value) =>
      (typeof value === "object" || isFunction(value)) &&
      value !== null &&
      isFunction((value as { "~standard"?: { validate?: unknown } })["~standard"]?.validate),
    wants: "a Standard Schema, such as z.object({ ... }) of zod",
  },
  logPrints: flag,
  schedule: { ok: isRecord, wants: 'an object such as { cron: "0 6 * * *" }' },
  schedules: { ok: Array.isArray, wants: 'a list such as [{ cron: "0 6 * * *" }]' },
  alerts: { ok: Array.isArray, wants: 'a list such as [{ on: "failure", to: ... }]' },
  onCancellation: hook,
  onCrashed: hook,
};

const suitable = { task: taskRules, flow: flowRules, call: callRules };

/** @throws TypeError naming the first option that is unknown or cannot be meant */
export function checkOptions(what: keyof typeof suitable, options: object): void {
  check(what === "call" ? "task" : what, "", suitable[what], options);
  const { cache, files } = options as TaskOptions;
  if (isRecord(cache)) check("task", "cache.", cacheRules, cache);
  const { concurrency } = options as TaskOptions | FlowOptions;
  if (concurrency !== undefined) {
    checkConcurrency(
      new Place(`${what === "flow" ? what : "task"} option`, "concurrency"),
      concurrency,
    );
  }
  if (isRecord(files)) checkFiles("files", files);
  if (files !== undefined && cache !== undefined && cache !== false) {
    throw new TypeError(
      "task options `files` and `cache` are both given: take one out. `files` already keeps the result, and knows when it is out of date",
    );
  }
  if (what !== "flow") return;
  const { schedule, schedules, alerts } = options as FlowOptions;
  if (schedule !== undefined) checkSchedule("schedule", schedule);
  for (const [index, one] of (schedules ?? []).entries()) checkSchedule(`schedules[${index}]`, one);
  for (const [index, one] of (alerts ?? []).entries()) checkAlert(`alerts[${index}]`, one);
}

function check(what: string, prefix: string, rules: Record<string, Rule>, options: object): void {
  for (const [key, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) {
      throw new TypeError(
        `${what} has no option \`${prefix}${key}\`: ${suggestion(key, Object.keys(rules))}`,
      );
    }
    if (value !== undefined && !rule.ok(value)) {
      throw new TypeError(
        `${what} option \`${prefix}${key}\` is ${inspect(value, { depth: 1 })}: give ${rule.wants}`,
      );
    }
  }
}

function suggestion(key: string, known: string[]): string {
  const near = known.find((one) => leven(key.toLowerCase(), one.toLowerCase()) <= 2);
  return near === undefined ? `it knows ${known.join(", ")}` : `did you mean \`${near}\`?`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
