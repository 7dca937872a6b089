import { createRequire } from "node:module";
import type * as Croner from "croner";
import type { Dates } from "./dates.js";

// Loaded when the first schedule is met: a flow without one starts no slower for them.
const require = createRequire(import.meta.url);

/** @throws Error where the expression cannot be read or the zone is unknown, in croner's words */
export function cronDates({ cron, timezone }: { cron: string; timezone: string }): Dates {
  const { Cron } = require("croner") as typeof Croner;
  const pattern = new Cron(cron, { timezone, paused: true });
  return {
    after: (time) => pattern.nextRun(new Date(time))?.getTime(),
    before: (time) => pattern.previousRuns(1, new Date(time))[0]?.getTime(),
  };
}
