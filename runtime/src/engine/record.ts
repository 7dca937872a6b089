/**
 * What is known of a flow run and of a task run. The engine changes these objects in place and tells
 * the {@link Store} after each change; the store reads them when it commits, so that ten changes
 * between two commits cost one row.
 */
import type { Frame, LogLevel, RunError, RunId, State, TaskRunId } from "@millrace/protocol";

/** A state and when it was entered. `seq` is that of the event that told of it. */
export interface StateChange extends State {
  /** Milliseconds since the Unix epoch. */
  time: number;
  attempt: number;
  seq: number;
  /** The task run's, as far as it was known then. */
  reason?: string;
}

export interface FlowRunRecord {
  readonly id: RunId;
  /** File and export, as `flows/etl.ts#pipeline`, the file relative to the workspace root. */
  readonly flowKey: string;
  readonly flowName: string;
  /** Absolute path of the file that defines the flow. */
  readonly file: string;
  /** The export within `file`: an identifier or `Class.method`. */
  readonly exportName?: string;
  readonly params: Record<string, unknown>;
  readonly parent?: RunId;
  readonly parentTask?: TaskRunId;
  readonly retryOf?: RunId;
  /** The schedule that made it due, and the slot: milliseconds since the Unix epoch. */
  readonly schedule?: string;
  readonly scheduled?: number;
  /** Milliseconds since the Unix epoch. */
  readonly created: number;
  state: State;
  history: StateChange[];
  /** The highest `seq` given to an event of this run. */
  seq: number;
  started?: number;
  ended?: number;
  error?: RunError;
}

export interface TaskRunRecord {
  readonly id: TaskRunId;
  readonly run: RunId;
  /** Counts the calls of the run from 1. */
  readonly ordinal: number;
  /** File and export, as `flows/etl.ts#Etl.load`. */
  readonly taskKey: string;
  /** The names of the task's parameters. */
  readonly params?: readonly string[];
  /** What its option `runName` makes of the arguments, once they are all there. */
  name: string;
  /** Where the task was called, and the helper calls around it, innermost first. */
  readonly callSite?: Frame;
  readonly via?: Frame[];
  readonly map?: { index: number; of: number };
  upstream: TaskRunId[];
  /** Digest of the task's arguments; absent while upstream tasks have not finished. */
  inputHash?: string;
  /** Digest of the task's source text. */
  readonly sourceHash: string;
  state: State;
  /** Counts from 1; 0 until the first attempt starts. */
  attempt: number;
  history: StateChange[];
  created: number;
  started?: number;
  ended?: number;
  error?: RunError;
  /** Why its code runs, or does not, where its `files` decided. */
  reason?: string;
  /** What it was called with, short primitives as they are; absent until all of that is there. */
  inputs?: readonly Input[];
  /** The value, once the task run is Completed. */
  result?: { value: unknown };
  /** The subflow run this task run stands for. */
  subflow?: RunId;
  /** The last report; `seq` and `time` are those of the event that told of it. */
  progress?: { done: number; total?: number; message?: string; seq: number; time: number };
}

export type Input = string | number | bigint | boolean | null | undefined | ShownInput;

/** An argument of a task, as text for a person. */
export interface ShownInput {
  text: string;
  /** There is more than the text shows. */
  truncated?: boolean;
}

export interface LogRecord {
  readonly run: RunId;
  readonly task?: TaskRunId;
  readonly seq: number;
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly source?: { file: string; line: number };
}

/** Something a run made for a person to look at. A later one of the same key replaces it. */
export interface ArtifactRecord {
  readonly run: RunId;
  readonly task?: TaskRunId;
  readonly key: string;
  readonly kind: "markdown" | "table" | "link" | "image";
  readonly value: unknown;
  readonly time: number;
}
