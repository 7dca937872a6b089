import { type ChildProcess, spawn } from "node:child_process";
import type { Watcher } from "../alerts/in-force.js";
import { runEntry } from "../cli/run-process.js";
import { EVENTS, EVENTS_TOKEN, SUPERVISOR } from "../events/channel.js";
import { killProcessGroup } from "../processes/tree.js";
import { argumentsOf, type SlotRequest } from "../run/request.js";

export interface Launched {
  child: ChildProcess;
  /** Why the process ended, as `status 1` or a signal's name; never rejects. */
  ended: Promise<{ code: number | null; how: string }>;
}

/**
 * Starts the run process of a slot. It needs nobody: a service that dies leaves its runs to end by
 * themselves, and the next one finds them in the store.
 */
export function launch(
  flow: { file: string; exportName: string },
  slot: SlotRequest,
  watcher: Watcher | undefined,
): Launched {
  const { [EVENTS]: _, [EVENTS_TOKEN]: __, [SUPERVISOR]: ___, ...env } = process.env;
  const request = { file: flow.file, flow: flow.exportName, params: [], slot, watcher };
  const child = spawn(
    process.execPath,
    [...process.execArgv, runEntry(flow.file), ...argumentsOf(request)],
    {
      env,
      // What flows print goes where the service's own lines go; a pipe would break with the service.
      stdio: ["ignore", 2, 2],
      detached: process.platform !== "win32",
      windowsHide: true,
    },
  );
  const ended = new Promise<{ code: number | null; how: string }>((resolve) => {
    child.once("error", (error) => resolve({ code: null, how: error.message }));
    child.once("exit", (code, signal) => {
      // What its tasks left running ends with it.
      if (child.pid !== undefined) killProcessGroup(child.pid);
      resolve({ code, how: signal ?? `status ${code}` });
    });
  });
  return { child, ended };
}
