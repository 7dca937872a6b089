/**
 * What the engine asks of the place where runs are kept. `runtime/src/store` implements it on SQLite.
 *
 * The recording methods buffer and return at once; what they were given is in the file at most 50 ms
 * later, or when `flush` returns. They never throw because of the file: a commit that fails is
 * reported once through `onTrouble`, kept, and tried again.
 */
import type { RunId, TaskRunId } from "@millrace/protocol";
import type { InputLedger } from "../inputs/ledger.js";
import type { LimitLedger } from "../limits/ledger.js";
import type { ArtifactRecord, FlowRunRecord, LogRecord, TaskRunRecord } from "./record.js";

export interface Store extends RunRecorder, ResultCache, FileRecords {
  /** What finished in an earlier run and can be taken over by a retry of it. */
  restorable(run: RunId): RestorableRun;
  /** What runs ask people for. */
  readonly inputs: InputLedger;
  /** The limits that all runs on the machine share. */
  readonly limits: LimitLedger;
  /** True once somebody asked, through the store, that the run be cancelled. */
  cancelRequested(run: RunId): boolean;
  close(): void;
}

export interface RunRecorder {
  /** The run is new or changed. The first call also takes the lease that tells a crash from a pause. */
  flowRun(run: FlowRunRecord): void;
  taskRun(run: TaskRunRecord): void;
  log(entry: LogRecord): void;
  artifact(artifact: ArtifactRecord): void;
  /**
   * Commits what is buffered if something has waited longer than `age` milliseconds. The engine
   * calls this before it enters user code, which may block the event loop for long.
   */
  flushOlderThan(age: number): void;
  /** Commits everything. Throws when the file cannot be written. */
  flush(): void;
}

/** Results kept across runs, by cache key. */
export interface ResultCache {
  cached(key: string): { value: unknown } | undefined;
  /**
   * Keeps the result under the key. `expires` is in milliseconds since the epoch.
   * @throws UnstorableResultError naming the path within the value that cannot be stored
   */
  remember(key: string, from: TaskRunId, value: unknown, expires?: number): void;
}

/** What tasks left of their files, by what tells the task and its files from others. */
export interface FileRecords {
  /** Undefined where the task never ran with these files. */
  filesLeft(key: string): FilesLeft | undefined;
  /** A task run begins: what an earlier one left is over, whatever becomes of this one. */
  forgetFiles(key: string, by: TaskRunId): void;
  /**
   * A task run ended well, or what it left was looked at again; without `result` that stays. A value
   * that cannot be stored is no error: why is kept in its place.
   */
  keepFiles(key: string, by: TaskRunId, left: object, result?: { value: unknown }): void;
}

export type FilesLeft =
  /** The last run did not end well, or has not ended. */
  | { begun: TaskRunId }
  | { left: object; value: unknown }
  /** Why there is no value. */
  | { left: object; problem: string };

export interface RestorableRun {
  /**
   * Takes the result of the next finished task run with this identity out of the earlier run; equal
   * calls are matched in the order they were made.
   * @returns the value, or why nothing can be restored, as a sentence for a person
   */
  take(identity: TaskIdentity): { value: unknown; from: TaskRunId } | { reason: string };
  /** Takes the next answer to this question out of the earlier run, as JSON. */
  answer(question: Question): string | undefined;
}

/** Two requests for input are the same question when all of this is equal. */
export interface Question {
  /** The definition whose code asks, and which one of a map it is. */
  place: string;
  key: string;
  prompt: string;
}

/** Two task runs are the same work when all of this is equal. */
export interface TaskIdentity {
  taskKey: string;
  /** `file:line:column` of the call and of the helper calls around it, files relative to the root. */
  site: string;
  inputHash: string;
  sourceHash: string;
}
