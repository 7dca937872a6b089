import { inspect } from "node:util";
import { checkAlert } from "../alerts/check.js";
import type { Alert } from "../alerts/options.js";

/** What `millrace.config.ts` at the workspace root says for all flows of the workspace. */
export interface Config {
  /** Whom to tell of what becomes of any flow's runs, besides the flow's own alerts. */
  alerts?: readonly Alert[];
}

/**
 * The default export of `millrace.config.ts`.
 * @throws TypeError when a setting is unknown or cannot be meant
 */
export function defineConfig(config: Config): Config {
  for (const key of Object.keys(config)) {
    if (key !== "alerts")
      throw new TypeError(`defineConfig has no setting \`${key}\`: it knows alerts`);
  }
  const { alerts = [] } = config;
  if (!Array.isArray(alerts)) {
    throw new TypeError(`the setting \`alerts\` is ${inspect(alerts)}: give a list`);
  }
  for (const [index, alert] of alerts.entries()) checkAlert(`alerts[${index}]`, alert);
  return config;
}
