/**
 * Finds the runs whose process is gone and ends them: as Crashed, or as Cancelled where somebody had
 * asked for that. Whoever reads the store sweeps first, so that nobody sees a dead run as Running.
 */
import type { RunId, StateName } from "@millrace/protocol";
import { isTerminal, state } from "../engine/states.js";
import { livenessOf, type ProcessIdentity } from "../processes/identity.js";
import { killTree } from "../processes/tree.js";
import type { Connection } from "./connection.js";
import { closeInputs } from "./input-requests.js";
import { historyText, parseHistory } from "./task-rows.js";

/** Milliseconds without a sign of life after which a run on another host counts as dead. */
export const silenceOfOtherHosts = 60_000;

interface Unfinished {
  id: RunId;
  state: StateName;
  host: string;
  pid: number;
  process_start: string;
  supervisor: number | null;
  supervisor_start: string | null;
  heartbeat: number;
  cancel_requested: number | null;
}

/** What somebody knows who saw a process die. */
export interface Witness {
  /** The last events that were heard of its runs: the store may not have got as many. */
  heard: ReadonlyMap<RunId, number>;
  /** How it died, for a person. */
  cause: string;
}

/** @returns the ids of the runs that were found dead */
export function sweep(connection: Connection, witness?: Witness): RunId[] {
  const unfinished = connection.all<Unfinished>(
    `SELECT id, state, host, pid, process_start, supervisor, supervisor_start, heartbeat,
            cancel_requested FROM runs WHERE ended IS NULL`,
  );
  const check = rememberingLiveness();
  const dead: RunId[] = [];
  for (const run of unfinished) {
    if (isTerminal(state(run.state))) continue;
    const cause = causeOfDeath(run, check);
    if (cause === undefined) continue;
    const end = endOf(run, cause, witness);
    if (connection.write(() => endDeadRun(connection, run, end))) dead.push(run.id);
  }
  return dead;
}

/** Many runs may share a process; it is looked at once. */
function rememberingLiveness(): typeof livenessOf {
  const known = new Map<string, ReturnType<typeof livenessOf>>();
  return (identity) => {
    const key = `${identity.host} ${identity.pid} ${identity.start}`;
    const liveness = known.get(key) ?? livenessOf(identity);
    known.set(key, liveness);
    return liveness;
  };
}

function causeOfDeath(run: Unfinished, check: typeof livenessOf): string | undefined {
  const runner: ProcessIdentity = { host: run.host, pid: run.pid, start: run.process_start };
  const liveness = check(runner);
  if (liveness === "gone") return `its process (pid ${run.pid}) ended without finishing the run`;
  if (liveness === "unknown") {
    // A busy process is late with its heartbeat; only here is there nothing better to go by.
    const silence = Date.now() - run.heartbeat;
    if (silence <= silenceOfOtherHosts) return undefined;
    const seconds = Math.round(silence / 1000);
    return `no sign of life for ${seconds} s from its process (pid ${run.pid} on ${run.host})`;
  }
  if (run.supervisor === null) return undefined;
  const supervisor = { host: run.host, pid: run.supervisor, start: run.supervisor_start ?? "" };
  if (check(supervisor) !== "gone") return undefined;
  if (run.pid !== process.pid) killTree(run.pid);
  return `the process that supervised it (pid ${run.supervisor}) is gone, so it was stopped`;
}

interface End {
  name: "Crashed" | "Cancelled";
  message: string;
  time: number;
  /** The last `seq` that anybody knows of. */
  after: number;
}

function endOf(
  { id, cancel_requested, heartbeat }: Unfinished,
  cause: string,
  witness?: Witness,
): End {
  const heard = witness?.heard.get(id);
  return {
    name: cancel_requested === null ? "Crashed" : "Cancelled",
    message: heard === undefined ? cause : (witness?.cause ?? cause),
    // The last that is known of it: how long ago it was found dead says nothing about the run.
    time: heard === undefined ? heartbeat : Date.now(),
    after: heard ?? 0,
  };
}

/** @returns false where the run ended, or moved to another process, since it was looked at */
function endDeadRun(connection: Connection, run: Unfinished, end: End): boolean {
  const row = connection.first<{ seq: number; history: string }>(
    "SELECT seq, history FROM runs WHERE id = ? AND ended IS NULL AND pid = ? AND heartbeat = ?",
    [run.id, run.pid, run.heartbeat],
  );
  if (row === undefined) return false;
  const afterTasks = endTasks(connection, run.id, Math.max(row.seq, end.after), end);
  const seq = closeInputs(connection, run.id, afterTasks, end.time) + 1;
  const history = parseHistory(row.history);
  const attempt = history.at(-1)?.attempt ?? 0;
  history.push({ ...state(end.name, end.message), time: end.time, seq, attempt });
  connection.run(
    "UPDATE runs SET state = ?, message = ?, history = ?, seq = ?, ended = ? WHERE id = ?",
    [end.name, end.message, historyText(history), seq, end.time, run.id],
  );
  return true;
}

/** @returns the last `seq` given out */
function endTasks(connection: Connection, run: RunId, after: number, end: End): number {
  let seq = after;
  const tasks = connection.all<{
    ordinal: number;
    state: StateName;
    attempt: number;
    history: string;
  }>("SELECT ordinal, state, attempt, history FROM task_runs WHERE run = ? ORDER BY ordinal", [
    run,
  ]);
  for (const task of tasks) {
    if (isTerminal(state(task.state))) continue;
    seq += 1;
    const message = `was ${task.state} when ${end.message}`;
    const change = { ...state(end.name, message), time: end.time, seq, attempt: task.attempt };
    connection.run(
      `UPDATE task_runs SET state = ?, message = ?, history = ?, seq = ?, ended = ?
       WHERE run = ? AND ordinal = ?`,
      [
        end.name,
        message,
        historyText([...parseHistory(task.history), change]),
        seq,
        end.time,
        run,
        task.ordinal,
      ],
    );
  }
  return seq;
}
