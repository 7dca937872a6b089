/**
 * Buffers what a run records and commits it in groups: at most 50 ms behind, however much comes.
 *
 * Invariants: what is buffered stays buffered until its transaction has committed, so a failed
 * commit loses nothing; a task run is one row however often it changed between two commits; a run's
 * `seq` in the file is never ahead of the events that can be rebuilt from it.
 */
import type { RunId } from "@millrace/protocol";
import type { ArtifactRecord, FlowRunRecord, LogRecord, TaskRunRecord } from "../engine/record.js";
import { isTerminal } from "../engine/states.js";
import type { RunRecorder } from "../engine/store.js";
import { identify } from "../processes/identity.js";
import type { Connection, Value } from "./connection.js";
import type { StoreError } from "./errors.js";
import { insertArtifact, insertLog } from "./notes.js";
import { type Lease, runRow, upsertRun } from "./run-rows.js";
import { appendTaskRow, type StoredResult, storedResult, upsertTasks } from "./task-rows.js";

/** Milliseconds from the first buffered change to its commit; leaves room for the commit itself. */
const commitAfter = 25;
/** Milliseconds until a failed commit is tried again. */
const retryAfter = 500;
/** Milliseconds between two signs of life. */
const beatEvery = 10_000;
/** Rows a statement; more of them no longer pay. */
const rowsAtOnce = 20;
/** Task runs a transaction, so that other processes get their turn. */
const tasksAtOnce = 5_000;

export interface RecorderOptions {
  /** Told once when commits begin to fail; they are tried again until they succeed. */
  onTrouble?: ((error: StoreError) => void) | undefined;
}

/** A row to write; may be tried several times before it is committed. */
export interface Write {
  write(connection: Connection): void;
  committed(): void;
}

export interface Recorder extends RunRecorder {
  /** Something more to write within the next transaction; of a run whose `seq` it has used up, where given. */
  enqueue(write: Write, run?: RunId): void;
  /** Stops the timers; commits nothing. */
  stop(): void;
}

export function createRecorder(connected: () => Connection, options: RecorderOptions): Recorder {
  const lease = currentLease();
  const live = new Map<RunId, FlowRunRecord>();
  const runs = new Set<FlowRunRecord>();
  const tasks = new Map<TaskRunRecord, StoredResult>();
  let logs: LogRecord[] = [];
  let artifacts: ArtifactRecord[] = [];
  let queued: Write[] = [];
  /** Runs whose `seq` the next commit brings up to date. */
  const touched = new Set<RunId>();
  /** Per task and run, the last call already noted. */
  const calls = new Map<string, number>();
  let oldest: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let heart: NodeJS.Timeout | undefined;
  let inTrouble = false;

  function buffered(run: RunId): void {
    touched.add(run);
    scheduled();
  }

  /** From the first on: what keeps coming must not put the commit off. */
  function scheduled(): void {
    if (oldest !== undefined) return;
    oldest = Date.now();
    schedule(commitAfter);
  }

  function schedule(delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(commitQuietly, delay);
    timer.unref();
  }

  function commitQuietly(): void {
    try {
      commitOrRetry();
    } catch (error) {
      if (!inTrouble) options.onTrouble?.(error as StoreError);
      inTrouble = true;
    }
  }

  function commitOrRetry(): void {
    clearTimeout(timer);
    try {
      commit();
      inTrouble = false;
    } catch (error) {
      schedule(retryAfter);
      throw error;
    }
  }

  function commit(): void {
    if (oldest === undefined) return;
    const connection = connected();
    for (const batch of batches(tasks, tasksAtOnce)) {
      connection.write(() => writeTasks(connection, batch));
      for (const [record] of batch) {
        tasks.delete(record);
        calls.set(callKey(record), Math.max(record.ordinal, calls.get(callKey(record)) ?? 0));
      }
    }
    connection.write(() => writeRest(connection));
    for (const run of runs) if (isTerminal(run.state)) live.delete(run.id);
    for (const more of queued) more.committed();
    runs.clear();
    touched.clear();
    logs = [];
    artifacts = [];
    queued = [];
    oldest = undefined;
    if (live.size === 0) stopHeart();
  }

  function writeTasks(connection: Connection, batch: readonly [TaskRunRecord, StoredResult][]) {
    let values: Value[] = [];
    let rows = 0;
    const put = () => {
      connection.run(rows === rowsAtOnce ? upsertMany : upsertTasks(rows), values);
      values = [];
      rows = 0;
    };
    for (const [record, result] of batch) {
      appendTaskRow(values, record, result);
      rows += 1;
      if (rows === rowsAtOnce) put();
    }
    if (rows > 0) put();
    noteCalls(connection, batch);
  }

  function noteCalls(connection: Connection, batch: readonly [TaskRunRecord, StoredResult][]) {
    const news = new Map<string, TaskRunRecord>();
    for (const [record] of batch) {
      const key = callKey(record);
      const known = news.get(key)?.ordinal ?? calls.get(key) ?? 0;
      if (record.ordinal > known) news.set(key, record);
    }
    for (const { taskKey, run, ordinal } of news.values()) {
      connection.run(upsertCall, [taskKey, run, ordinal]);
    }
  }

  function writeRest(connection: Connection): void {
    const now = Date.now();
    for (const id of touched) {
      const run = live.get(id);
      if (run !== undefined) runs.add(run);
    }
    for (const run of runs) connection.run(upsertRun, runRow(run, lease, now));
    for (const entry of logs) insertLog(connection, entry);
    for (const artifact of artifacts) insertArtifact(connection, artifact);
    for (const more of queued) more.write(connection);
  }

  function beat(): void {
    for (const run of live.values()) runs.add(run);
    oldest ??= Date.now();
    commitQuietly();
  }

  function stopHeart(): void {
    clearInterval(heart);
    heart = undefined;
  }

  return {
    flowRun(run) {
      live.set(run.id, run);
      runs.add(run);
      buffered(run.id);
      if (heart === undefined) {
        heart = setInterval(beat, beatEvery);
        heart.unref();
      }
    },
    taskRun(record) {
      // Taken now: what the value holds may be changed by whoever gets it next.
      const known = tasks.get(record);
      tasks.set(record, known?.text != null ? known : storedResult(record));
      buffered(record.run);
    },
    log(entry) {
      logs.push(entry);
      buffered(entry.run);
    },
    artifact(artifact) {
      artifacts.push(artifact);
      buffered(artifact.run);
    },
    enqueue(write, run) {
      queued.push(write);
      if (run !== undefined) touched.add(run);
      scheduled();
    },
    flushOlderThan(age) {
      if (oldest !== undefined && !inTrouble && Date.now() - oldest > age) commitQuietly();
    },
    flush: commitOrRetry,
    stop() {
      clearTimeout(timer);
      stopHeart();
    },
  };
}

const upsertMany = upsertTasks(rowsAtOnce);
const upsertCall = `INSERT INTO task_calls (task_key, run, last_ordinal) VALUES (?,?,?)
  ON CONFLICT (task_key, run) DO UPDATE SET last_ordinal = excluded.last_ordinal`;

function callKey({ run, taskKey }: TaskRunRecord): string {
  return `${run} ${taskKey}`;
}

function* batches<K, V>(entries: Map<K, V>, size: number): Generator<[K, V][]> {
  let batch: [K, V][] = [];
  for (const entry of [...entries]) {
    batch.push(entry);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Read when the process starts: a run process takes it out of its environment, for its children. */
const supervisor = Number(process.env.MILLRACE_SUPERVISOR);

function currentLease(): Lease {
  return {
    runner: identify(process.pid),
    ...(supervisor > 0 ? { supervisor: identify(supervisor) } : {}),
  };
}
