/**
 * What the extension host and the panel say to one another over `postMessage`.
 *
 * The host posts nothing before the panel says `ready`. It answers with one {@link Snapshot}; every
 * later message is a delta whose `seq` is one more than the message before. A panel that sees a gap
 * says `ready` again and gets a new snapshot, which replaces everything. Both sides ignore messages
 * whose `type` they do not know. Times are milliseconds since the Unix epoch, positions in
 * {@link Range}s count from 0, lines and columns of stack frames from 1.
 */

import type { Attempt, RunComparison, TrendSample } from "./agent.js";
import type { LogLevel, RunError, RunId, TaskRunId } from "./events.js";
import type { Diagnostic, Edge, FileRange, FlowGraph, FlowKey, NodeId, Range } from "./graph.js";
import type { InputRequest, InputRequestId } from "./input.js";
import type { ArtifactOpened, ArtifactsChanged } from "./panel-artifacts.js";
import type { State } from "./state.js";

/* ---- host to panel ---- */

export type HostToPanel =
  | Snapshot
  | SourceChanged
  | TasksChanged
  | ProgressChanged
  | LogsAppended
  | RunChanged
  | RunsChanged
  | NodeLit
  | TaskDetails
  | TaskTrend
  | InputsChanged
  | InputRefused
  | RunsCompared
  | ArtifactsChanged
  | EdgeExplained
  | PinChanged
  | CommandInvoked;

/** Everything the panel shows, as of `seq`. */
export interface Snapshot {
  type: "snapshot";
  seq: number;
  source: PanelSource;
  /** The run on the graph: the live one, or the one a person picked. */
  run?: PanelRun;
  tasks: TaskRun[];
  logs: LogLine[];
  /** Log lines of the run older than the first of `logs` that the host no longer sends. */
  logsDropped?: number;
  /** What the run waits for people to answer. */
  inputs?: InputRequest[];
  /** Runs of this flow to pick from, newest first. */
  runs: RunSummary[];
  pinned: boolean;
}

/** The code side of the panel. */
export interface PanelSource {
  /** `loading`: the analysis has not answered yet. `empty`: it has, and there is no flow. */
  phase: "loading" | "empty" | "ready";
  /** The source file, absolute, and as a person would name it. */
  file?: string;
  fileLabel?: string;
  /** The flows of the file, to pick from. */
  flows: { key: FlowKey; name: string }[];
  /**
   * The flow shown, with the flows that it calls drawn in: the `group` of a subflow's node is the
   * call's node, of kind `flow` or `map`, whose id and a slash stand before the node's own id.
   */
  graph?: FlowGraph;
  /** Present while the source cannot be read: `graph` is then the last good one. */
  stale?: { message: string; location?: FileRange; nodes?: NodeId[] };
  /** Diagnostics of this flow, drawn on their nodes. */
  diagnostics?: Diagnostic[];
  /** Why nothing can run here (untrusted or virtual workspace, `millrace` missing), if so. */
  runBlocked?: { message: string; action?: { label: string; command: string } };
  /** Parameter values of the last run of this flow, offered in the form. */
  lastParams?: Record<string, unknown>;
}

/** The source's graph changed its meaning, or the flow shown is another. */
export interface SourceChanged {
  type: "source";
  seq: number;
  source: PanelSource;
}

/** Task runs that are new or changed, whole; at most 20 messages a second. */
export interface TasksChanged {
  type: "tasks";
  seq: number;
  run: RunId;
  tasks: TaskRun[];
}

export interface ProgressChanged {
  type: "progress";
  seq: number;
  run: RunId;
  items: { task: TaskRunId; done: number; total?: number; message?: string }[];
}

export interface LogsAppended {
  type: "logs";
  seq: number;
  run: RunId;
  lines: LogLine[];
  /** Lines left out just before these because the run wrote faster than anyone reads. */
  dropped?: number;
}

/** The run on the graph started, changed its state, ended, was lost; or another one is shown. */
export interface RunChanged {
  type: "run";
  seq: number;
  /** Absent: no run is shown. A new `id` empties tasks and logs. */
  run?: PanelRun;
}

export interface RunsChanged {
  type: "runs";
  seq: number;
  runs: RunSummary[];
}

/** The editor's cursor is in the call that makes this node, or in none. */
export interface NodeLit {
  type: "lit";
  seq: number;
  node?: NodeId;
}

/** The answer to {@link DetailsRequested}. */
export interface TaskDetails {
  type: "details";
  seq: number;
  task: TaskRunId;
  inputs?: Preview[];
  output?: Preview;
  /** Why there is nothing to show, where there is nothing. */
  missing?: string;
}

/** How long the task took in its last runs, oldest first; sent after {@link TaskDetails} where known. */
export interface TaskTrend {
  type: "trend";
  seq: number;
  task: TaskRunId;
  samples: TrendSample[];
}

/** All that the run on the graph waits for people to answer now. */
export interface InputsChanged {
  type: "inputs";
  seq: number;
  run: RunId;
  requests: InputRequest[];
}

/** An answer was not taken; the request is still open unless {@link InputsChanged} says otherwise. */
export interface InputRefused {
  type: "inputRefused";
  seq: number;
  request: InputRequestId;
  message: string;
}

/**
 * The answer to `compareRuns`: the run on the graph is on the right. The `node` of a task is the id
 * of a node of the graph shown, where the call has one; else the panel goes by the task's name.
 */
export interface RunsCompared {
  type: "comparison";
  seq: number;
  /** Absent: nothing is compared any more. */
  comparison?: RunComparison;
}

/** A value as text, already cut to a readable length by the host. */
export interface Preview {
  name?: string;
  type?: string;
  text: string;
  /** Bytes of the whole value, where `text` is only its beginning. */
  bytes?: number;
  truncated?: boolean;
}

/** The answer to {@link EdgeExplanationRequested}. */
export interface EdgeExplained {
  type: "edge";
  seq: number;
  flow: FlowKey;
  edge: EdgeRef;
  /** Why the edge is there, in a sentence. */
  text: string;
  evidence: { location: FileRange; code: string }[];
}

export interface PinChanged {
  type: "pinned";
  seq: number;
  pinned: boolean;
}

/** A command of the host's own menus and keys that the panel carries out. */
export interface CommandInvoked {
  type: "command";
  seq: number;
  command: PanelCommand;
  /** The node it is about, where it came from a node's context menu. */
  node?: NodeId;
}

export type PanelCommand =
  | "run"
  | "debug"
  | "fit"
  | "find"
  | "expandAll"
  | "collapseAll"
  | "criticalPath"
  | "compare"
  | "exportSvg"
  | "exportPng"
  | "exportMermaid"
  | "exportJson"
  | "nextFailed"
  /* Of a node's own menu. */
  | "openSource"
  | "openDefinition"
  | "logs"
  | "fitSelection"
  | "toggleGroup"
  | "copyError"
  | "retry"
  | "debugTask";

/* ---- what they are about ---- */

export interface PanelRun {
  id: RunId;
  /** What a person calls the run, such as `#42`. */
  label: string;
  flow: FlowKey;
  state: State;
  params: Record<string, unknown>;
  started: number;
  /** Absent while it runs. */
  ended?: number;
  error?: RunError;
  retryOf?: RunId;
  /** The run process is gone without a word since `since`; clocks stop there. */
  lost?: { message: string; since: number };
  /** The source changed after this run started. */
  codeChanged?: boolean;
}

export interface RunSummary {
  id: RunId;
  label: string;
  state: State;
  started: number;
  /** Milliseconds; absent while it runs. */
  duration?: number;
}

/** One task run, whole. */
export interface TaskRun {
  id: TaskRunId;
  name: string;
  /**
   * The static node that this run came from. Absent, or unknown to the graph: the panel draws one
   * dashed node "seen at run time" for every name; in a subflow, where the id begins with the id of
   * the subflow's call and a slash.
   */
  node?: NodeId;
  state: State;
  /** Counts from 1; 0 until the first attempt starts. */
  attempt: number;
  /** Attempts allowed in all, where retries are set. */
  attemptsAllowed?: number;
  created: number;
  started?: number;
  ended?: number;
  upstream: TaskRunId[];
  map?: { index: number; of: number };
  error?: RunError;
  /** Why its code ran, or did not, where its `files` decided. */
  reason?: string;
  /** Attempts so far, the present one included; absent where there was just one. */
  attempts?: Attempt[];
  /** When the next attempt starts, while it waits for one. */
  retryAt?: number;
  /** The run of the subflow that this task run stands for. */
  subflow?: RunId;
}

export interface LogLine {
  level: LogLevel;
  message: string;
  time: number;
  task?: TaskRunId;
  source?: { file: string; line: number };
}

export interface EdgeRef {
  from: NodeId;
  to: NodeId;
  kind: Edge["kind"];
}

/* ---- panel to host ---- */

export type PanelToHost =
  | { type: "ready" }
  | SourceOpened
  | NodeRevealed
  | RunAsked
  | { type: "stop"; run: RunId }
  /** Runs again and restores what had finished. */
  | { type: "retry"; run: RunId }
  /** Runs the flow again with its upstream restored and stops at the task's first line. */
  | { type: "debugTask"; run: RunId; task: TaskRunId }
  | { type: "selectRun"; run: RunId }
  | { type: "selectFlow"; flow: FlowKey }
  | { type: "pin"; pinned: boolean }
  | FileSaved
  | { type: "copy"; text: string }
  | { type: "openText"; text: string; language: "log" | "markdown" | "json" }
  | DetailsRequested
  | ArtifactOpened
  /** Answers a request for input of the run on the graph. */
  | { type: "answerInput"; request: InputRequestId; value: unknown }
  /** Compares the run on the graph with another, or with none any more. */
  | { type: "compareRuns"; with?: RunId }
  | EdgeExplanationRequested
  | { type: "insertExample" }
  | { type: "openFlow" }
  /** The action of {@link PanelSource.runBlocked}. */
  | { type: "runBlockedAction"; command: string };

/** Shows a place in an editor. Either a range, or a line and column that count from 1. */
export interface SourceOpened {
  type: "openSource";
  file: string;
  range?: Range;
  line?: number;
  column?: number;
}

/** Selects the node's call, or its task's definition, in the source. */
export interface NodeRevealed {
  type: "revealNode";
  node: NodeId;
  target: "call" | "definition";
  /** Whether the editor takes the keyboard focus. */
  focus: boolean;
}

export interface RunAsked {
  type: "run";
  flow: FlowKey;
  params: Record<string, unknown>;
  debug: boolean;
}

/** Asks where to save, then writes. */
export interface FileSaved {
  type: "save";
  name: string;
  /** `base64` for PNG, else the text itself. */
  encoding: "utf8" | "base64";
  content: string;
}

export interface DetailsRequested {
  type: "details";
  run: RunId;
  task: TaskRunId;
}

export interface EdgeExplanationRequested {
  type: "explainEdge";
  flow: FlowKey;
  edge: EdgeRef;
}
