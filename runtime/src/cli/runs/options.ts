/** What the `runs` verbs have in common: their options, and which run is meant. */
import type { StateName } from "@millrace/protocol";
import type { Command } from "commander";
import ms, { type StringValue } from "ms";
import { state, stateNames } from "../../engine/states.js";
import { UsageError } from "../../loader/usage-error.js";
import {
  type Connection,
  findRun,
  listRuns,
  type RunFilter,
  type StoredFlowRun,
  storeFolder,
  UnknownRunError,
} from "../../store/index.js";

export interface FilterOptions {
  flow?: string;
  state?: string;
  limit?: string;
  json?: boolean;
}

export function withFilter(command: Command): Command {
  return command
    .option("--flow <name>", "only runs of the flow with this name or export")
    .option("--state <state>", "only runs in this state, such as failed, TimedOut or running")
    .option("--limit <n>", "at most so many, newest first")
    .option("--json", "print one JSON object a line on stdout, and nothing else there");
}

export function filterOf({ flow, state: named, limit }: FilterOptions): RunFilter {
  return {
    flow,
    states: named === undefined ? undefined : statesNamed(named),
    limit: limit === undefined ? undefined : countOf(limit),
  };
}

/** `failed` is every state of that type, timeouts too; `TimedOut` is that one. */
function statesNamed(text: string): StateName[] {
  const wanted = text.toLowerCase();
  const found = stateNames.filter(
    (name) => name.toLowerCase() === wanted || state(name).type.toLowerCase() === wanted,
  );
  if (found.length > 0) return found;
  throw new UsageError(`--state: there is no state "${text}"`, {
    remedy: `The states are ${stateNames.join(", ")}.`,
  });
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--limit: expected a whole number from 1, got "${text}"`);
}

/** `30d`, `12h`, `2 weeks`, in milliseconds. */
export function ageOf(option: string, text: string): number {
  const age = /^\d/.test(text) ? ms(text as StringValue) : Number.NaN;
  // A bare number would mean milliseconds, which nobody means.
  if (Number.isFinite(age) && !/^\d+$/.test(text)) return age;
  throw new UsageError(`${option}: expected a time span such as 30d, 12h or 90m, got "${text}"`);
}

/**
 * The run with the id, or without one the newest that the filter lets through.
 * @throws UnknownRunError where there is none
 */
export function chooseRun(
  connection: Connection | undefined,
  id: string | undefined,
  options: FilterOptions,
): { connection: Connection; run: StoredFlowRun } {
  if (connection === undefined) {
    const folder = storeFolder(process.cwd());
    throw new UnknownRunError(
      `there is no run: nothing was recorded in ${folder} yet. Run a flow with \`millrace run FILE\`, or go to the workspace that has runs.`,
      [],
    );
  }
  if (id !== undefined) return { connection, run: findRun(connection, id) };
  const [newest] = listRuns(connection, { ...filterOf(options), limit: 1 });
  if (newest !== undefined) return { connection, run: newest };
  throw new UnknownRunError("no run matches. `millrace runs ls` lists the runs.", []);
}
