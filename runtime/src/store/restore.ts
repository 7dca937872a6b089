/** What a retry can take over from an earlier run. */
import type { Frame, RunId, StateName } from "@millrace/protocol";
import { isTerminal, state } from "../engine/states.js";
import type { RestorableRun, TaskIdentity } from "../engine/store.js";
import { relativeToRoot } from "../engine/workspace.js";
import { decode } from "./codec.js";
import type { Connection } from "./connection.js";
import { taskRunId } from "./task-rows.js";

/** One task run of the earlier run. Its value is read when it is taken. */
interface Candidate {
  run: RunId;
  ordinal: number;
  task_key: string;
  site: string;
  input_hash: string | null;
  source_hash: string;
  state: StateName;
  result_problem: string | null;
  stored: 0 | 1;
  taken: boolean;
}

/**
 * The finished task runs of a run and of the subflow runs in it. A call that only moved within its
 * file is still the same work: an edit above it must not cost its result. Values a retry restored
 * are kept in its own rows, so a retry of a retry finds them.
 */
export function restorable(connection: Connection, run: RunId): RestorableRun {
  const byTask = load(connection, run);
  return {
    take(identity) {
      const known = byTask.get(identity.taskKey) ?? [];
      const calls = known.filter(({ taken }) => !taken);
      const same = calls.filter((call) => isSameWork(call, identity));
      const here = same.filter((call) => call.site === identity.site);
      const match = (here.length > 0 ? here : same).find(isRestorable);
      if (match === undefined) return { reason: whyNot(known, calls, identity) };
      match.taken = true;
      return {
        value: decode(readResult(connection, match)),
        from: taskRunId(match.run, match.ordinal),
      };
    },
  };
}

function isSameWork(call: Candidate, identity: TaskIdentity): boolean {
  return call.input_hash === identity.inputHash && call.source_hash === identity.sourceHash;
}

function isRestorable(call: Candidate): boolean {
  return state(call.state).type === "COMPLETED" && call.stored === 1;
}

function whyNot(known: Candidate[], calls: Candidate[], identity: TaskIdentity): string {
  if (known.length === 0) return "the call is new: the earlier run did not call this task";
  if (calls.length === 0) return "the call is new: the earlier run called this task less often";
  const same = calls.filter((call) => isSameWork(call, identity));
  const here = calls.filter((call) => call.site === identity.site);
  const unfinished = same[0] ?? here.find((call) => call.input_hash === null);
  if (unfinished !== undefined) return whyNotTaken(unfinished);
  const near = here.length > 0 ? here : calls;
  if (near.some((call) => call.input_hash === identity.inputHash))
    return "its source changed since";
  if (near.some((call) => call.source_hash === identity.sourceHash)) {
    return here.length > 0
      ? "its inputs changed since"
      : "the call is new: the earlier run did not make it with these inputs";
  }
  return here.length > 0
    ? "its source and its inputs changed since"
    : "the call is new, and the task's source changed since";
}

function whyNotTaken(call: Candidate): string {
  if (!isTerminal(state(call.state))) return `it was still ${call.state} in the earlier run`;
  if (state(call.state).type !== "COMPLETED") return `it ended as ${call.state} in the earlier run`;
  return `its result was not kept: ${call.result_problem ?? "the earlier run recorded none"}`;
}

function load(connection: Connection, run: RunId): Map<string, Candidate[]> {
  const rows = connection.all<Omit<Candidate, "taken">>(
    `WITH RECURSIVE tree (id) AS (
       SELECT ? UNION SELECT runs.id FROM runs JOIN tree ON runs.parent = tree.id)
     SELECT t.run, t.ordinal, t.task_key, t.site, t.input_hash, t.source_hash, t.state,
            t.result_problem, t.result IS NOT NULL AS stored
     FROM tree JOIN runs r ON r.id = tree.id JOIN task_runs t ON t.run = r.id
     ORDER BY r.created, t.run, t.ordinal`,
    [run],
  );
  const siteOf = memoized(siteText);
  const byTask = new Map<string, Candidate[]>();
  for (const row of rows) {
    const candidate = { ...row, site: siteOf(row.site), taken: false };
    const known = byTask.get(row.task_key);
    if (known === undefined) byTask.set(row.task_key, [candidate]);
    else known.push(candidate);
  }
  return byTask;
}

function memoized(compute: (text: string | null) => string): (text: string | null) => string {
  const known = new Map<string | null, string>();
  return (text) => {
    let value = known.get(text);
    if (value === undefined) {
      value = compute(text);
      known.set(text, value);
    }
    return value;
  };
}

function siteText(frames: string | null): string {
  if (frames === null) return "";
  return (JSON.parse(frames) as Frame[])
    .map(({ file, line, column }) => `${relativeToRoot(file)}:${line}:${column}`)
    .join(" ");
}

function readResult(connection: Connection, { run, ordinal }: Candidate): string {
  const row = connection.first<{ result: string }>(
    "SELECT result FROM task_runs WHERE run = ? AND ordinal = ?",
    [run, ordinal],
  );
  if (row === undefined)
    throw new Error(`task run ${taskRunId(run, ordinal)} was removed meanwhile`);
  return row.result;
}
