/**
 * The run process: loads a module, runs one flow or task of it, records the run, reports it to the host.
 * One process a run, so that nothing a flow does outlives or disturbs another one.
 */
import { dirname, resolve } from "node:path";
import { alertsInForce } from "../alerts/in-force.js";
import type { Alert } from "../alerts/options.js";
import type { Config } from "../api/config.js";
import type { Loaded } from "../loader/choose.js";
import { UsageError } from "../loader/usage-error.js";
import { outliveReaders } from "../processes/readers.js";
import { StoreError, storeFolder, UnknownRunError } from "../store/index.js";
import { watchRun } from "./afterwards.js";
import { begin } from "./begin.js";
import { configOf, configureLimits } from "./configured.js";
import { Host } from "./host.js";
import { prepare } from "./prepare.js";
import { describeUsageError } from "./report.js";
import { parseRequest } from "./request.js";
import { openRecordedSession } from "./session.js";

/** How the process ends; the same for `millrace run`. */
export const exitStatus = { completed: 0, failed: 1, usage: 2, cancelled: 130 } as const;

async function main(): Promise<number> {
  outliveReaders();
  const request = parseRequest(process.argv.slice(2));
  const file = resolve(request.file);
  const host = new Host();
  const prepared = await prepare({ ...request, file });
  const folder = dirname(file);
  await configureLimits(folder);
  const config = await usableConfig(folder);
  if (host.cancelled) return exitStatus.cancelled;

  const watcher = request.watcher ?? (host.isEditor ? "editor" : undefined);
  const alerts = alertsInForce(alertsOf(prepared.loaded.definition, config), watcher);
  const session = openRecordedSession({
    folder,
    host,
    logPrints: true,
    force: request.force,
    slot: prepared.slot?.claimed,
    alerts: watcher === "service" ? undefined : alerts,
  });
  const run = begin(prepared);
  const afterwards = watchRun(run, { folder: storeFolder(folder), alerts, config });
  const { state } = await run.ended;
  try {
    await session.close();
  } finally {
    await host.end();
    await afterwards.do();
  }
  if (state.type === "COMPLETED") return exitStatus.completed;
  return state.type === "CANCELLED" ? exitStatus.cancelled : exitStatus.failed;
}

/** A configuration that cannot be used costs no run, only what it says. */
async function usableConfig(folder: string): Promise<Config> {
  try {
    return await configOf(folder);
  } catch (error) {
    const { message, place } = error as Partial<UsageError> & Error;
    const remedy =
      "The run goes on without it: nobody is told of its end as it says, and no old runs are removed. Correct the file.";
    const unused = new UsageError(message, { ...(place && { place }), remedy });
    process.stderr.write(describeUsageError(unused));
    return {};
  }
}

/** Those of the flow and of the workspace. A task that runs alone has none: somebody tries it out. */
function alertsOf(definition: Loaded["definition"], config: Config): readonly Alert[] {
  if (definition.kind === "task") return [];
  return [...(definition.options.alerts ?? []), ...(config.alerts ?? [])];
}

function failure(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(describeUsageError(error));
    return exitStatus.usage;
  }
  const expected = error instanceof StoreError || error instanceof UnknownRunError;
  const text = expected ? error.message : (error as Error)?.stack;
  process.stderr.write(`millrace: ${text ?? error}\n`);
  return exitStatus.usage;
}

// Handles that user code left open (a server, a timer) must not keep a finished run alive.
process.exit(await main().catch(failure));
