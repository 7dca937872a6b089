/**
 * What the language server and an editor say to one another beyond LSP. Positions count from 0, as
 * in LSP; documents are named by URI, as there. Every request tolerates a document the server does
 * not know and answers with nothing rather than with an error.
 *
 * | method                       | kind                             | parameters, answer                                         |
 * |------------------------------|----------------------------------|------------------------------------------------------------|
 * | `millrace/graph`             | request                          | {@link GraphParams}, {@link GraphAnswer} or null           |
 * | `millrace/flows`             | request                          | none, {@link FlowSummary}[]                                |
 * | `millrace/loneTasks`         | request                          | none, {@link LoneTask}[]                                   |
 * | `millrace/taskGraph`         | request                          | {@link TaskGraphParams}, {@link GraphAnswer} or null       |
 * | `millrace/taskStart`         | request                          | {@link TaskStartParams}, Position or null                  |
 * | `millrace/explainEdge`       | request                          | {@link ExplainEdgeParams}, {@link EdgeExplanation} or null |
 * | `millrace/nodesForCallSites` | request                          | {@link CallSiteParams}, (NodeId or null)[]                 |
 * | `millrace/graphChanged`      | notification, server to editor   | {@link GraphChanged}                                       |
 * | `millrace/runHistory`        | notification, editor to server   | {@link RunHistory}                                         |
 * | `millrace/files`             | notification, editor to server   | {@link FilesRead}, in a browser                            |
 */
import type { NodeRef } from "./events.js";
import type { FileRange, FlowKey, GraphDocument, NodeId, Param, Position, Range } from "./graph.js";
import type { EdgeRef } from "./panel.js";
import type { State } from "./state.js";

/** The custom requests by method: what goes in and what comes back. */
export interface EditorRequests {
  "millrace/graph": { params: GraphParams; result: GraphAnswer | null };
  "millrace/flows": { params: undefined; result: FlowSummary[] };
  "millrace/loneTasks": { params: undefined; result: LoneTask[] };
  "millrace/taskGraph": { params: TaskGraphParams; result: GraphAnswer | null };
  "millrace/taskStart": { params: TaskStartParams; result: Position | null };
  "millrace/explainEdge": { params: ExplainEdgeParams; result: EdgeExplanation | null };
  "millrace/nodesForCallSites": { params: CallSiteParams; result: (NodeId | null)[] };
}

/** The custom notifications by method. */
export interface EditorNotifications {
  "millrace/graphChanged": GraphChanged;
  "millrace/runHistory": RunHistory;
  "millrace/files": FilesRead;
}

/**
 * Sent with `initialize`. An editor that says nothing gets a plain language server: lenses and
 * actions that need a command of the editor are left out.
 */
export interface InitializationOptions {
  /** The editor carries out {@link EditorCommands}, so lenses and actions may name them. */
  editorCommands?: boolean;
  /** URI of the folder with a page for each rule, such as `MR201.md`: what a diagnostic's code links to. */
  rulePages?: string;
  /** In a browser: the sources of the workspace, which the server cannot read by itself. */
  files?: FileText[];
}

/** A file of the workspace as it is where it is kept. */
export interface FileText {
  uri: string;
  /** Absent: the file is gone. */
  text?: string;
}

/** Files that came, changed or went, for a server in a browser; the usual notice of LSP follows. */
export interface FilesRead {
  files: FileText[];
}

/** Commands of the editor that a lens, a hover or a code action may name, and their arguments. */
export interface EditorCommands {
  "millrace.run": [flow: FlowRef];
  "millrace.debug": [flow: FlowRef];
  "millrace.showGraph": [flow: FlowRef];
  /** Runs one exported task by itself, after its parameters were filled in. */
  "millrace.runTask": [task: TaskRef];
  /** Opens a run in the panel. */
  "millrace.showRun": [run: { run: string; uri: string }];
}

/** Names one flow of one document. */
export interface FlowRef {
  uri: string;
  /** {@link FlowSummary.exportName}. */
  flow: string;
}

/** Names one exported task of one document. */
export interface TaskRef {
  uri: string;
  /** The exported identifier, or `Class.method`. */
  task: string;
}

export interface GraphParams {
  uri: string;
}

/**
 * Asks for one task of a document as if it were a flow of its own: the answer's `flows` holds one
 * graph, keyed by the task's key, with the task as its only node and the task's parameters as its own.
 */
export interface TaskGraphParams {
  uri: string;
  /** The exported identifier, or `Class.method`. */
  task: string;
}

/** Asks where the code of the task or flow that is defined at a position begins: its first statement. */
export interface TaskStartParams {
  uri: string;
  /** Anywhere in the definition. */
  position: Position;
}

export interface GraphAnswer {
  /** The graph of the text as it is, or the last one that could be read. All paths in it are absolute. */
  graph: GraphDocument;
  /** The version of the document that `graph` was made from; null where no editor has it open. */
  version: number | null;
  /** Present while the text cannot be read: `graph` is then an older text's. */
  stale?: { message: string; range?: Range };
}

export interface FlowSummary {
  key: FlowKey;
  name: string;
  exportName: string;
  uri: string;
  /** Of the flow's definition. */
  range: Range;
  params: Param[];
  tasks: TaskSummary[];
}

/** A task that the flow calls, once however often it is called. */
export interface TaskSummary {
  /** File and export, as in {@link GraphDocument} nodes. */
  key: string;
  name: string;
  /** Where the task is defined, where that is known. */
  definition?: FileRange;
}

/** A task that can run by itself and that no flow calls. */
export interface LoneTask extends TaskSummary {
  uri: string;
  definition: FileRange;
}

export interface ExplainEdgeParams {
  uri: string;
  flow: FlowKey;
  edge: EdgeRef;
}

export interface EdgeExplanation {
  /** Why the edge is there, in a sentence. */
  text: string;
  /** The places that make it so, in source order, each with the line's text. */
  evidence: { location: FileRange; code: string }[];
}

/**
 * Asks which nodes of a flow's graph the calls of one run are: all distinct calls of the run, in the
 * order they were first made, which tells calls apart that an edit has moved.
 */
export interface CallSiteParams {
  uri: string;
  flow: FlowKey;
  calls: CallSeen[];
  /** The text is not what it was when the run started: lines say nothing. */
  sourceChanged?: boolean;
}

export interface CallSeen {
  /** The name of the task run. */
  name: string;
  /** `file:line:column`, counted from 1, as in a stack trace. */
  site?: NodeRef;
  /** The calls around it within the flow, innermost first. */
  via?: NodeRef[];
}

/** The graph of the document no longer means what it meant. Not sent for edits elsewhere in the text. */
export interface GraphChanged {
  uri: string;
}

/**
 * What an editor knows of earlier runs, for lenses and hovers. Replaces what was sent before.
 * Times are milliseconds since the Unix epoch, durations milliseconds.
 */
export interface RunHistory {
  flows: (KeyedSample & { key: FlowKey })[];
  tasks: (KeyedSample & { key: string })[];
}

export interface KeyedSample extends RunSample {
  /** The project whose history it is, absolute: keys are relative to it, and a workspace may have several. */
  folder?: string;
}

export interface RunSample {
  last: {
    run: string;
    state: State;
    started: number;
    duration?: number;
    /** The name of the task that failed, where one did. */
    failedTask?: string;
    /** Of a task: why its code ran, or did not, where its `files` decided. */
    reason?: string;
  };
  /** How many of the last runs, 20 at most, are known, and how many of them completed. */
  recent: { runs: number; completed: number };
}
