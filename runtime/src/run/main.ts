/**
 * The run process: loads a module, runs one flow or task of it, records the run, reports it to the host.
 * One process a run, so that nothing a flow does outlives or disturbs another one.
 */
import { dirname, resolve } from "node:path";
import { UsageError } from "../loader/usage-error.js";
import { StoreError, UnknownRunError } from "../store/index.js";
import { begin } from "./begin.js";
import { configureLimits } from "./configured.js";
import { Host } from "./host.js";
import { prepare } from "./prepare.js";
import { describeUsageError } from "./report.js";
import { parseRequest } from "./request.js";
import { openRecordedSession } from "./session.js";

/** How the process ends; the same for `millrace run`. */
export const exitStatus = { completed: 0, failed: 1, usage: 2, cancelled: 130 } as const;

async function main(): Promise<number> {
  const request = parseRequest(process.argv.slice(2));
  const file = resolve(request.file);
  const host = new Host();
  const prepared = await prepare({ ...request, file });
  await configureLimits(dirname(file));
  if (host.cancelled) return exitStatus.cancelled;

  const session = openRecordedSession({
    folder: dirname(file),
    host,
    logPrints: true,
    force: request.force,
    slot: prepared.slot?.claimed,
  });
  const { state } = await begin(prepared).ended;
  try {
    await session.close();
  } finally {
    await host.end();
  }
  if (state.type === "COMPLETED") return exitStatus.completed;
  return state.type === "CANCELLED" ? exitStatus.cancelled : exitStatus.failed;
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
