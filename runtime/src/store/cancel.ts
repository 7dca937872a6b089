/** Ends a run from another process: asks first, kills after a grace. */
import { setTimeout as wait } from "node:timers/promises";
import type { RunId, State } from "@millrace/protocol";
import { isTerminal } from "../engine/states.js";
import { livenessOf } from "../processes/identity.js";
import { killTree, send } from "../processes/tree.js";
import type { Connection } from "./connection.js";
import { findRun, rootOf } from "./queries.js";
import type { StoredFlowRun } from "./run-rows.js";
import { sweep, type Witness } from "./sweep.js";

/** Milliseconds between two looks at the run. */
const lookEvery = 50;

export interface Cancelled {
  run: RunId;
  state: State;
  /** What happened, as a sentence for a person. */
  message: string;
}

/**
 * Asks the run to cancel itself, and kills its process with all that it started when it has not
 * ended after `grace` milliseconds. A subflow shares the process of the run that called it, so the
 * whole run is cancelled.
 */
export async function cancelRun(
  connection: Connection,
  id: RunId,
  grace: number,
  witness?: () => Witness,
): Promise<Cancelled> {
  const asked = findRun(connection, id);
  const run = rootOf(connection, asked);
  const which =
    run.id === asked.id ? `run ${run.id}` : `run ${run.id}, which ${asked.id} is part of,`;
  if (isTerminal(run.state)) {
    const { id: run_, state } = run;
    return { run: run_, state, message: `${which} had already ended: ${state.name}` };
  }
  connection.write(() =>
    connection.run("UPDATE runs SET cancel_requested = ? WHERE id = ?", [Date.now(), run.id]),
  );
  const reachable = livenessOf(run.runner) === "alive";
  // Windows cannot ask a process to end, only end it; there the request in the store has to do.
  if (reachable && process.platform !== "win32") send(run.runner.pid, "SIGTERM");
  const ended = await untilEnded(connection, run.id, grace, witness);
  if (ended !== undefined) {
    const { name } = ended.state;
    const message = name === "Cancelled" ? `${which} was cancelled` : `${which} ended as ${name}`;
    return { run: run.id, state: ended.state, message };
  }
  if (!reachable) {
    const message = `${which} runs on another host (${run.runner.host}); it was asked to cancel and has not ended yet`;
    return { run: run.id, state: findRun(connection, run.id).state, message };
  }
  killTree(run.runner.pid);
  const killed = await untilEnded(connection, run.id, 5_000, witness);
  return {
    run: run.id,
    state: (killed ?? findRun(connection, run.id)).state,
    message: `${which} did not end within ${grace / 1000} s, so its process (pid ${run.runner.pid}) and those it started were killed`,
  };
}

async function untilEnded(
  connection: Connection,
  run: RunId,
  patience: number,
  witness?: () => Witness,
): Promise<StoredFlowRun | undefined> {
  const deadline = Date.now() + patience;
  for (;;) {
    sweep(connection, witness?.());
    const now = findRun(connection, run);
    if (isTerminal(now.state)) return now;
    if (Date.now() >= deadline) return undefined;
    await wait(lookEvery);
  }
}
