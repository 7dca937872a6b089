/** What a retry can take over from an earlier run. */
import type { Frame, RunId, StateName } from "@millrace/protocol";
import { isTerminal, state } from "../engine/states.js";
import type { RestorableRun, TaskIdentity } from "../engine/store.js";
import { relativeToRoot } from "../engine/workspace.js";
import { decode } from "./codec.js";
import type { Connection } from "./connection.js";
import { answersOf } from "./input-requests.js";
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

/** The calls of one task with equal inputs and source, in the order they were made. */
interface Work {
  calls: Candidate[];
  sites: Set<string>;
  /** Those before are taken. */
  head: number;
}

/** What is known of the calls of one task at one place, or of all of them: enough to say why not. */
interface Seen {
  inputs: Set<string | null>;
  sources: Set<string>;
  /** A call that never got its inputs. */
  waiting?: Candidate;
}

interface EarlierTask {
  works: Map<string, Work>;
  sites: Map<string, Seen>;
  everywhere: Seen;
}

/**
 * The finished task runs of a run and of the subflow runs in it. A call that only moved within its
 * file is still the same work: an edit above it must not cost its result. Values a retry restored
 * are kept in its own rows, so a retry of a retry finds them.
 */
export function restorable(connection: Connection, run: RunId): RestorableRun {
  const tasks = load(connection, run);
  return {
    answer: answersOf(connection, run),
    take(identity) {
      const task = tasks.get(identity.taskKey);
      if (task === undefined) {
        return { reason: "the call is new: the earlier run did not call this task" };
      }
      const work = task.works.get(workKey(identity.inputHash, identity.sourceHash));
      if (work === undefined) return { reason: whatChanged(task, identity) };
      const call = next(work, identity.site);
      if (call === undefined) {
        return { reason: "the call is new: the earlier run called this task less often" };
      }
      if (!isRestorable(call)) return { reason: whyNotTaken(call) };
      call.taken = true;
      while (work.calls[work.head]?.taken) work.head += 1;
      return {
        value: decode(readResult(connection, call)),
        from: taskRunId(call.run, call.ordinal),
      };
    },
  };
}

/** The next call at this place that can be restored, else one there that cannot, else one elsewhere. */
function next(work: Work, site: string): Candidate | undefined {
  const wasHere = work.sites.has(site);
  let unfinishedHere: Candidate | undefined;
  let elsewhere: Candidate | undefined;
  for (let index = work.head; index < work.calls.length; index += 1) {
    const call = work.calls[index] as Candidate;
    if (call.taken) continue;
    if (call.site !== site) {
      if (elsewhere === undefined || !isRestorable(elsewhere)) elsewhere = call;
      if (!wasHere && isRestorable(call)) return call;
    } else if (isRestorable(call)) return call;
    else unfinishedHere ??= call;
  }
  return unfinishedHere ?? elsewhere;
}

function workKey(inputHash: string | null, sourceHash: string): string {
  return `${inputHash} ${sourceHash}`;
}

function isRestorable(call: Candidate): boolean {
  return state(call.state).type === "COMPLETED" && call.stored === 1;
}

function whatChanged(task: EarlierTask, identity: TaskIdentity): string {
  const here = task.sites.get(identity.site);
  if (here?.waiting !== undefined) return whyNotTaken(here.waiting);
  const { inputs, sources } = here ?? task.everywhere;
  if (inputs.has(identity.inputHash)) return "its source changed since";
  if (sources.has(identity.sourceHash)) {
    return here === undefined
      ? "the call is new: the earlier run did not make it with these inputs"
      : "its inputs changed since";
  }
  return here === undefined
    ? "the call is new, and the task's source changed since"
    : "its source and its inputs changed since";
}

function whyNotTaken(call: Candidate): string {
  if (!isTerminal(state(call.state))) return `it was still ${call.state} in the earlier run`;
  if (state(call.state).type !== "COMPLETED") return `it ended as ${call.state} in the earlier run`;
  return `its result was not kept: ${call.result_problem ?? "the earlier run recorded none"}`;
}

function load(connection: Connection, run: RunId): Map<string, EarlierTask> {
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
  const tasks = new Map<string, EarlierTask>();
  for (const row of rows) {
    const call = Object.assign(row, { site: siteOf(row.site), taken: false });
    const task = getOrAdd(tasks, call.task_key, () => ({
      works: new Map(),
      sites: new Map(),
      everywhere: newSeen(),
    }));
    note(task.everywhere, call);
    note(getOrAdd(task.sites, call.site, newSeen), call);
    const work = getOrAdd(task.works, workKey(call.input_hash, call.source_hash), () => ({
      calls: [],
      sites: new Set<string>(),
      head: 0,
    }));
    work.calls.push(call);
    work.sites.add(call.site);
  }
  return tasks;
}

function newSeen(): Seen {
  return { inputs: new Set(), sources: new Set() };
}

function note(seen: Seen, call: Candidate): void {
  seen.inputs.add(call.input_hash);
  seen.sources.add(call.source_hash);
  if (call.input_hash === null) seen.waiting ??= call;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
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
