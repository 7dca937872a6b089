/** What the `runs` verbs have in common: their options, and which run is meant. */
import type { StateName } from "@millrace/protocol";
import { machineZone } from "@millrace/schedules";
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
import { moment } from "../moment.js";

export interface FilterOptions {
  flow?: string | undefined;
  state?: string[];
  since?: string;
  until?: string;
  search?: string;
  scheduled?: boolean;
  limit?: string;
  json?: boolean;
}

export function withFilter(command: Command): Command {
  return command
    .option("--flow <name>", "only runs of the flow with this name or export")
    .option(
      "--state <state>",
      "only runs in this state, such as failed, TimedOut or running; may be repeated",
      (text: string, earlier: string[] = []) => [...earlier, text],
    )
    .option("--since <time>", "only runs from then on: 2d, 12h, 2026-01-31 or 2026-01-31T06:00")
    .option("--until <time>", "only runs up to then; a day is all of it")
    .option("--search <text>", "only runs with this in the flow's name, the id or a parameter")
    .option("--scheduled", "only runs that a schedule asked for")
    .option("--no-scheduled", "only other runs")
    .option("--limit <n>", "at most so many, newest first")
    .option("--json", "print one JSON object a line on stdout, and nothing else there");
}

export function filterOf(options: FilterOptions, now = Date.now()): RunFilter {
  const { flow, state: named, since, until, search, scheduled, limit } = options;
  return {
    flow,
    states: named?.flatMap(statesNamed),
    since: since === undefined ? undefined : timeOf("--since", since, "first", now),
    before: until === undefined ? undefined : timeOf("--until", until, "last", now) + 1,
    search,
    scheduled,
    limit: limit === undefined ? undefined : countOf(limit),
  };
}

/** Whether anything narrows down which runs are meant. */
export function isNarrowed(options: FilterOptions): boolean {
  const { limit: _, json: __, ...rest } = options;
  return Object.values(rest).some((value) => value !== undefined);
}

/** `2d` is two days ago; a date without an offset is this machine's. */
function timeOf(option: string, text: string, end: "first" | "last", now: number): number {
  if (/^\d+(\.\d+)?\s*[a-z]/i.test(text)) return now - ageOf(option, text);
  return moment(option, text, machineZone(), end, " or a time span such as 2d or 12h");
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
