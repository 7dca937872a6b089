import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { RunEvent, RunId } from "@millrace/protocol";
import { WATCHER } from "../events/channel.js";
import type { StoredFlowRun } from "../store/index.js";

/** The new run did not even start; the message is what `millrace run` had to say. */
export class RetryError extends Error {
  override readonly name = "RetryError";
}

/**
 * Starts `millrace run FILE:FLOW --retry-of ID`, which outlives this process.
 * @returns the new run's id, once it has started
 */
export async function startRetry(run: StoredFlowRun): Promise<RunId> {
  const [command] = process.argv.slice(1);
  const target = `${run.file}:${run.exportName ?? run.flowName}`;
  const child = spawn(
    process.execPath,
    [...process.execArgv, command as string, "run", target, "--json", `--retry-of=${run.id}`],
    {
      env: { ...process.env, [WATCHER]: "editor" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      windowsHide: true,
    },
  );
  child.unref();
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-10_000);
  });
  const lines = createInterface({ input: child.stdout });
  const started = once(lines, "line").then(([line]) => JSON.parse(line as string) as RunEvent);
  const ended = once(child, "close").then(() => undefined);
  const first = await Promise.race([started, ended]);
  // What follows is in the store; but a full pipe would stop the run.
  lines.close();
  child.stdout.resume();
  if (first !== undefined) return first.run;
  throw new RetryError(said.trim() || `run ${run.id} could not be started again`);
}
