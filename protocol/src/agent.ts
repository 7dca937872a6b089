/**
 * What an editor asks of `millrace agent --stdio`: the history of a workspace's runs, over JSON-RPC
 * on standard input and output. Ids may be given by any unique prefix. Times are milliseconds since
 * the Unix epoch, durations milliseconds. Where the workspace has no store yet there are simply no
 * runs, and no file is made.
 *
 * A request that fails has one of {@link AgentErrorCodes} as its JSON-RPC error code.
 */
import type { RunSample } from "./editor.js";
import type { LogWritten, NodeRef, RunError, RunEvent, RunId, TaskRunId } from "./events.js";
import type { FlowKey } from "./graph.js";
import type { InputRequest, InputRequestId } from "./input.js";
import type { State, StateName } from "./state.js";

/** The requests by method: what goes in and what comes back. */
export interface AgentRequests {
  "runs/list": { params: RunQuery; result: RunOverview[] };
  "runs/get": { params: { run: RunId }; result: RunDetails };
  "runs/logs": { params: LogQuery; result: LogPage };
  /** Two runs side by side: states, durations, parameters; tasks matched by what they are and where they stand, those of the runs they called as well. */
  "runs/compare": { params: { left: RunId; right: RunId }; result: RunComparison };
  /** What a task run returned, as text for a person. */
  "tasks/result": { params: { task: TaskRunId }; result: ResultPreview };
  /** What a task run was called with, as text for a person. */
  "tasks/inputs": { params: { task: TaskRunId }; result: InputsPreview };
  /**
   * The task's last runs, oldest first: what a trend is drawn from. Of the calls that a map made, the
   * one that took longest stands for all.
   */
  "tasks/trend": {
    params: { task: string; flow?: FlowKey; limit?: number };
    result: TrendSample[];
  };
  "runs/artifacts": { params: { run: RunId }; result: Artifact[] };
  /** Starts a new run that restores what finished; answers once the new run is known or has ended. */
  "runs/retry": { params: { run: RunId }; result: RetryAnswer };
  /** Answers when the run has ended, however it came to that. */
  "runs/cancel": { params: CancelRequest; result: CancelAnswer };
  /** Removes an ended run with its subflow runs. */
  "runs/remove": { params: { run: RunId }; result: null };
  "flows/statistics": { params: { flow: FlowKey }; result: Statistics | null };
  "tasks/statistics": { params: { task: string }; result: Statistics | null };
  /** From now on `runs/changed` tells when any process changed any run. */
  "runs/watch": { params: Record<string, never>; result: { watch: WatchId } };
  /** A snapshot, and from now on `run/events` with what comes after it. */
  "run/watch": { params: RunWatch; result: { watch: WatchId } & WatchedSnapshot };
  /** What is scheduled in the workspace. Loads the files that may hold schedules, in a process of their own. */
  "schedules/list": { params: { next?: number }; result: ScheduleList };
  /** A paused schedule is not run, by any service, until it is resumed. */
  "schedules/pause": { params: { flow: FlowKey; schedule: string; paused: boolean }; result: null };
  /** What live runs wait for people to answer, oldest first. */
  "inputs/list": { params: { run?: RunId }; result: InputRequest[] };
  /** Answers one. Fails with `input` where the value is not what was asked for, or nobody waits any more. */
  "inputs/answer": { params: { request: InputRequestId; value: unknown }; result: null };
  /** The named limits and rates in use or known, with who holds and who waits. */
  "limits/list": { params: Record<string, never>; result: LimitOverview[] };
  /** From now on `alerts/raised` tells what a service has to say to people at an editor. */
  "alerts/watch": { params: Record<string, never>; result: { watch: WatchId } };
  unwatch: { params: { watch: WatchId }; result: null };
}

/** The notifications, all from the agent to the editor. */
export interface AgentNotifications {
  /** The newest runs changed; ask again for what is shown. */
  "runs/changed": { watch: WatchId };
  /**
   * The next events of a watched run, or of a run called in it: `seq` goes on where the snapshot or
   * the last ones ended, and starts at 1 for a run that began since.
   */
  "run/events": { watch: WatchId; run: RunId; events: RunEvent[] };
  /** The watched run was removed; nothing more is sent. */
  "run/removed": { watch: WatchId; run: RunId };
  /** An alert whose flow sends it to the editor, by `to: { desktop: true }`. */
  "alerts/raised": { watch: WatchId; alert: RaisedAlert };
  /** The store cannot be used; the agent tries again at the next request or change. */
  "store/trouble": { message: string };
}

export type WatchId = number;

/** JSON-RPC error codes besides the standard ones. */
export interface AgentErrorCodes {
  /** No run, or more than one, has that id. */
  unknownRun: -32001;
  /** The run still goes on. */
  liveRun: -32002;
  /** The store cannot be opened, read or written. */
  store: -32003;
  /** The run cannot be retried, such as when its parameters could not be kept. */
  retry: -32004;
  /** The request for input is not open, or the answer is not what was asked for; the message says which. */
  input: -32005;
}

export interface ScheduleList {
  schedules: ScheduleOverview[];
  /** The `millrace serve` processes that live: without one nothing scheduled runs. */
  services: { pid: number; host: string; since: number }[];
  /** Why files, or schedules in them, cannot be used. Line and column count from 1. */
  problems: {
    file: string;
    message: string;
    place?: { file: string; line: number; column: number };
    remedy?: string;
  }[];
}

export interface ScheduleOverview {
  flow: string;
  flowKey: FlowKey;
  exportName: string;
  file: string;
  /** Of the flow's definition, from 1. */
  line: number;
  /** Tells it from the flow's other schedules. */
  schedule: string;
  /** Its times in a line, such as `0 6 * * * Europe/Berlin`. */
  text: string;
  /** The IANA zone of its dates; absent where it has none of its own, as an interval. */
  timezone?: string;
  /** False where its source says so. */
  active: boolean;
  paused: boolean;
  /** What the schedule gives its flow. */
  params?: Record<string, unknown>;
  /** The next slots. */
  next: number[];
}

/** What a service found worth telling people. */
export interface RaisedAlert {
  event: "failure" | "crash" | "recovery" | "missed" | "slow";
  /** One line. */
  title: string;
  text: string;
  /** The flow's name. */
  flow: string;
  run?: RunId;
  /** ISO 8601. */
  time: string;
}

export interface RunQuery {
  /** The flow's name, key or export. */
  flow?: string;
  state?: StateName;
  /** Any of these. */
  states?: StateName[];
  /** Created then or later, and before `until`. */
  since?: number;
  until?: number;
  /** In the flow's name, the run's id or the parameters' values; letter case says nothing. */
  search?: string;
  /** Only runs that a schedule asked for. */
  scheduled?: boolean;
  /** Default 100. */
  limit?: number;
  /** Also the runs that other runs called. */
  subflows?: boolean;
}

export interface RunOverview {
  id: RunId;
  flow: string;
  flowKey: FlowKey;
  exportName?: string;
  file: string;
  params: Record<string, unknown>;
  state: State;
  created: number;
  started?: number;
  ended?: number;
  duration?: number;
  parent?: RunId;
  parentTask?: TaskRunId;
  retryOf?: RunId;
  /** The schedule that asked for it, and the slot it is for. */
  schedule?: string;
  scheduled?: number;
  error?: RunError;
}

export interface RunDetails extends RunOverview {
  /** The highest `seq` this tells of. */
  seq: number;
  tasks: TaskOverview[];
  subflows: RunOverview[];
  counts: Partial<Record<StateName, number>>;
}

/** A task run, in the order of the calls. */
export interface TaskOverview {
  id: TaskRunId;
  taskKey: string;
  name: string;
  node?: NodeRef;
  via?: NodeRef[];
  state: State;
  attempt: number;
  created: number;
  started?: number;
  ended?: number;
  duration?: number;
  upstream: TaskRunId[];
  map?: { index: number; of: number };
  progress?: { done: number; total?: number; message?: string };
  subflow?: RunId;
  error?: RunError;
  /** Why its code ran, or did not, where its `files` decided. */
  reason?: string;
  /** Why the result could not be kept for a retry. */
  resultProblem?: string;
  /** The present one last; absent where there was just one. */
  attempts?: Attempt[];
}

export interface Attempt {
  attempt: number;
  state: State;
  started: number;
  ended?: number;
  /** Of attempts before the last one the history keeps only the message, in `state`. */
  error?: RunError;
}

export interface RunWatch {
  run: RunId;
  /** Also tell of the runs that it calls, and that those call. */
  subflows?: boolean;
}

export interface WatchedSnapshot {
  snapshot: RunSnapshot;
  /** Where asked for: the runs it has called so far, each after the one that called it. */
  subflows?: RunSnapshot[];
}

/** All that happened in a run up to `seq`. */
export interface RunSnapshot extends RunDetails {
  artifacts: Artifact[];
  /** What it waits for people to answer. */
  inputs: InputRequest[];
}

/** Exactly one of the two is there. */
export interface ResultPreview {
  /** As `util.inspect` writes it, cut to a readable length. */
  text?: string;
  /** Why there is nothing to show. */
  missing?: string;
}

/** The arguments in the order they were given, or why they are not known. */
export interface InputsPreview {
  inputs: { name?: string; text: string; truncated?: boolean }[];
  missing?: string;
}

export interface RunComparison {
  left: RunOverview;
  right: RunOverview;
  /** Parameters that differ, as JSON; absent on the side that lacks it. */
  params: { name: string; left?: string; right?: string }[];
  /** One row for each task call that either run made; mapped calls of one place are one row. */
  tasks: ComparedTask[];
}

export interface ComparedTask {
  name: string;
  taskKey: string;
  node?: NodeRef;
  left?: ComparedSide;
  right?: ComparedSide;
}

/** Of several mapped calls: their worst state, the sum of their durations. */
export interface ComparedSide {
  tasks: number;
  state: State;
  duration?: number;
  attempts: number;
}

export interface TrendSample {
  run: RunId;
  task: TaskRunId;
  state: State;
  created: number;
  /** Of the last attempt; absent where the code did not run. */
  duration?: number;
}

export interface LimitOverview {
  name: string;
  kind: "concurrency" | "rate";
  /** Holders at a time, or starts a `per` milliseconds. */
  limit: number;
  per?: number;
  /** Who holds a slot now, without a task where the run as a whole does; none for a rate. */
  holders: { run: RunId; task?: TaskRunId; since: number }[];
  waiting: number;
}

export interface LogQuery {
  run: RunId;
  task?: TaskRunId;
  /** Also what the runs called in it wrote, in the order of time. Pages of the two kinds do not mix. */
  subflows?: boolean;
  /** The `next` of the page before. */
  after?: number;
  /** Default 1000. */
  limit?: number;
  /** Instead of a page from the beginning: so many entries, the last ones. */
  last?: number;
}

export interface LogPage {
  entries: Omit<LogWritten, "type">[];
  /** What to give as `after` for what was written since. */
  next: number;
  /** There are entries beyond this page already. */
  more: boolean;
  /** How many were written before those of the page, where the last ones were asked for. */
  before?: number;
}

export interface Artifact {
  run: RunId;
  task?: TaskRunId;
  key: string;
  kind: "markdown" | "table" | "link" | "image";
  value: unknown;
  time: number;
}

export interface RetryAnswer {
  /** The new run. */
  run: RunId;
}

export interface CancelRequest {
  run: RunId;
  /** Milliseconds that the run gets to end by itself before its processes are killed. Default 10,000. */
  grace?: number;
}

export interface CancelAnswer {
  run: RunId;
  state: State;
  /** What happened, in a sentence. */
  message: string;
}

/** How a flow or a task did the last 20 times. */
export interface Statistics extends RunSample {
  /** Of those that completed by doing the work, newest first. */
  durations: number[];
}
