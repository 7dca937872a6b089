import { inspect } from "node:util";
import { checkAlert } from "../alerts/check.js";
import type { Alert } from "../alerts/options.js";
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
}

const settings = ["alerts", "limits", "workers"];

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
  const { alerts = [], limits = {}, workers } = config;
  if (!Array.isArray(alerts)) {
    throw new TypeError(`the setting \`alerts\` is ${inspect(alerts)}: give a list`);
  }
  for (const [index, alert] of alerts.entries()) checkAlert(`alerts[${index}]`, alert);
  checkLimits(limits);
  if (workers !== undefined) checkCount(new Place("the setting", "workers"), workers);
  return config;
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
