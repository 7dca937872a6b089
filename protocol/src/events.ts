/**
 * What a run reports while it runs: one JSON object a line, over the socket named by
 * `MILLRACE_EVENTS` and on the standard output of `millrace run --json`.
 *
 * Times are milliseconds since the Unix epoch; durations are milliseconds. Files are absolute
 * paths; lines and columns count from 1, as in a stack trace. `seq` is dense from 1 within a run:
 * a gap means that a line was lost. A subflow is a run of its own with its own `seq`; its events
 * are interleaved with its parent's, and the parent has a task run that stands for it.
 */
import type { InputRequest, InputRequestId } from "./input.js";
import type { State, StateName } from "./state.js";

/** Identifies a flow run within one store. */
export type RunId = string;
/** Identifies a task run: the run's id, a dot, and an ordinal that counts calls from 1. */
export type TaskRunId = string;
/** Where a task was called, as `file:line:column`, or the id of a static graph node. */
export type NodeRef = string;

export type RunEvent =
  | RunStarted
  | TaskStateChanged
  | LogWritten
  | ProgressMade
  | RunStateChanged
  | InputRequested
  | InputSettled
  | RunFinished;

interface Event {
  seq: number;
  run: RunId;
  time: number;
}

export interface RunStarted extends Event {
  type: "run-started";
  flow: string;
  file: string;
  params: Record<string, unknown>;
  /** The run whose flow called this one. */
  parent?: RunId;
  /** The task run that stands for this run in its parent. */
  parentTask?: TaskRunId;
  /** The run this one restores finished tasks from. */
  retryOf?: RunId;
}

export interface TaskStateChanged extends Event {
  type: "task-state";
  task: TaskRunId;
  name: string;
  node?: NodeRef;
  /** The calls between the flow's body and `node`, innermost first, where helpers are involved. */
  via?: NodeRef[];
  state: State;
  /** Counts from 1; 0 until the first attempt starts. */
  attempt: number;
  /** Task runs whose results, or whose end, this one needed. */
  upstream: TaskRunId[];
  map?: { index: number; of: number };
  /** Why the state is what it is, where an error made it so. */
  error?: RunError;
  /** Why the task's code ran, or did not, where its `files` decided: `data/orders.csv changed`. */
  reason?: string;
}

export interface LogWritten extends Event {
  type: "log";
  task?: TaskRunId;
  level: LogLevel;
  message: string;
  source?: { file: string; line: number };
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface ProgressMade extends Event {
  type: "progress";
  task: TaskRunId;
  done: number;
  total?: number;
  message?: string;
}

/** The run as a whole changed its state and is not finished. */
export interface RunStateChanged extends Event {
  type: "run-state";
  state: State;
}

/** Code of the run waits for a person. The run, or the task run that asks, is Paused meanwhile. */
export interface InputRequested extends Event {
  type: "input-requested";
  request: InputRequest;
}

/** The request was answered, ran out of time, or went with its run. */
export interface InputSettled extends Event {
  type: "input-settled";
  request: InputRequestId;
  outcome: "answered" | "timed-out" | "cancelled";
}

/** The last event of a run. */
export interface RunFinished extends Event {
  type: "run-finished";
  state: State;
  duration: number;
  /** Task runs by the name of the state they ended in. */
  counts: Partial<Record<StateName, number>>;
  error?: RunError;
}

export interface RunError {
  name: string;
  message: string;
  stack: Frame[];
  /** The task run that failed, where one did. */
  task?: TaskRunId;
}

/** One frame of a stack, mapped to the source a person wrote. */
export interface Frame {
  function?: string;
  file: string;
  line: number;
  column: number;
}
