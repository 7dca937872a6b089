import { inspect } from "node:util";
import { checkAlert } from "../alerts/check.js";
import type { Alert } from "../alerts/options.js";
import { milliseconds } from "../engine/duration.js";
import type { Duration } from "../engine/options.js";
import { checkCount, checkSettings, Place } from "../limits/check.js";
import type { DeclaredLimits } from "../limits/options.js";

/** What `millrace.config.ts` at the workspace root says for all flows of the workspace. */
export interface Config {
  /** Whom to tell of what becomes of any flow's runs, besides the flow's own alerts. */
  alerts?: readonly Alert[];
  /**
   * Limits that tasks and flows name in their option `concurrency`: how many at a time, or a rate, as
   * `{ db: 4, api: { rate: 10, per: "1s" } }`.
   */
  limits?: DeclaredLimits;
  /** How many threads the tasks with `runIn: "worker"` share in a run. Default: one for each processor. */
  workers?: number;
  /** What is kept of the history. Default: all runs, and what was of use within 90 days. */
  retention?: RetentionSetting;
}

export interface RetentionSetting {
  /** Ended runs older than this are removed: `"90d"`. */
  olderThan?: Duration;
  /** Of each flow, the newest so many runs are kept, and what ended before them is removed. */
  keep?: number;
  /**
   * Results that tasks keep for later runs (`cache`, `inputs` and `outputs`) are removed when no run
   * had use of them for so long. Default: `"90d"`.
   */
  unusedFor?: Duration;
}

/** Spans in milliseconds. */
export function retentionOf({ retention }: Config): {
  olderThan?: number;
  keep?: number;
  unusedFor?: number;
} {
  const { olderThan, keep, unusedFor } = retention ?? {};
  const all = { olderThan: milliseconds(olderThan), keep, unusedFor: milliseconds(unusedFor) };
  const given = Object.entries(all).filter(
    (entry): entry is [string, number] => entry[1] !== undefined,
  );
  return Object.fromEntries(given);
}

const settings = ["alerts", "limits", "retention", "workers"];

/**
 * The default export of `millrace.config.ts`.
 * @throws TypeError when a setting is unknown or cannot be meant
 */
export function defineConfig(config: Config): Config {
  for (const key of Object.keys(config)) {
    if (!settings.includes(key)) {
      throw new TypeError(
        `defineConfig has no setting \`${key}\`: it knows ${settings.join(", ")}`,
      );
    }
  }
  const { alerts = [], limits = {}, workers, retention } = config;
  if (!Array.isArray(alerts)) {
    throw new TypeError(`the setting \`alerts\` is ${inspect(alerts)}: give a list`);
  }
  for (const [index, alert] of alerts.entries()) checkAlert(`alerts[${index}]`, alert);
  checkLimits(limits);
  if (workers !== undefined) checkCount(new Place("the setting", "workers"), workers);
  if (retention !== undefined) checkRetention(retention);
  return config;
}

const rules = ["olderThan", "keep", "unusedFor"];

function checkRetention(retention: unknown): void {
  const example = '{ olderThan: "90d", keep: 1000 }';
  if (typeof retention !== "object" || retention === null || Array.isArray(retention)) {
    throw new TypeError(
      `the setting \`retention\` is ${inspect(retention)}: give an object such as ${example}`,
    );
  }
  for (const key of Object.keys(retention)) {
    if (!rules.includes(key)) {
      throw new TypeError(
        `the setting \`retention\` has no \`${key}\`: it knows ${rules.join(", ")}`,
      );
    }
  }
  const { keep, ...spans } = retention as RetentionSetting;
  if (Object.values(retention).every((value) => value === undefined)) {
    throw new TypeError(`the setting \`retention\` says nothing: give it such as ${example}`);
  }
  for (const [name, span] of Object.entries(spans)) {
    if (span === undefined || milliseconds(span)) continue;
    throw new TypeError(
      `the setting \`retention.${name}\` is ${inspect(span)}: give a string such as "90d", or seconds above 0`,
    );
  }
  if (keep !== undefined) checkCount(new Place("the setting", "retention.keep"), keep);
}

function checkLimits(limits: unknown): void {
  if (typeof limits !== "object" || limits === null || Array.isArray(limits)) {
    throw new TypeError(
      `the setting \`limits\` is ${inspect(limits)}: give an object such as { db: 4 }`,
    );
  }
  for (const [name, value] of Object.entries(limits)) {
    const setting = new Place("the setting", `limits.${name}`);
    if (typeof value === "number") checkCount(setting, value);
    else {
      checkSettings(setting, value);
      if (!("limit" in value || "rate" in value)) {
        throw new TypeError(`${setting} allows everything: give it a \`limit\` or a \`rate\``);
      }
    }
  }
}
