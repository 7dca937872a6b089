/**
 * The static task graph of a file: what `millrace graph --format json` prints and what the language
 * server answers to `millrace/graph`. Positions count from 0, as in LSP. Node ids come from names
 * and ordinals, never from offsets, so that layout and run history survive an edit elsewhere.
 */

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface FileRange {
  file: string;
  range: Range;
}

export interface GraphDocument {
  version: 1;
  language: "typescript" | "python";
  file: string;
  flows: FlowGraph[];
  diagnostics: Diagnostic[];
}

/** Identifies a flow in a workspace: its file and export name. */
export type FlowKey = string;
/** `flow/helper.../callee#ordinal`: stable under edits that do not touch the call. */
export type NodeId = string;

export interface FlowGraph {
  key: FlowKey;
  name: string;
  /** The exported identifier, or `Class.method`. */
  exportName: string;
  location: Range;
  params: Param[];
  nodes: Node[];
  edges: Edge[];
  /**
   * Places the analysis could not see through; the graph may miss something there. `file` where it
   * is not the document's own: in a flow that is drawn in this one.
   */
  incomplete: { reason: string; location: Range; file?: string }[];
}

export interface Param {
  name: string;
  /** As written in the source, or as inferred from the default. */
  type: string;
  required: boolean;
  /** The literal default, where there is one. */
  default?: unknown;
  schema: JsonSchema;
  location: Range;
}

/** JSON Schema, draft 2020-12. */
export type JsonSchema = { [keyword: string]: unknown };

export type NodeKind =
  | "task"
  | "flow"
  | "map"
  | "loop"
  | "branch"
  | "try"
  | "param"
  | "return"
  | "unknown";

export interface Node {
  id: NodeId;
  kind: NodeKind;
  label: string;
  /** The key of the task or flow called: file and export. */
  task?: string;
  location: Range;
  /** The file of `location`, where it is not the document's own: a call in a helper elsewhere. */
  file?: string;
  definition?: FileRange;
  /** The loop, map, branch or try this node stands in. */
  group?: NodeId;
  /** Which way through that group: `then`, `else`, `case`, `try`, `catch`, `finally`. */
  arm?: string;
  /** The helper calls between the flow's body and this node, outermost first. */
  via?: CallSite[];
  certainty: "always" | "maybe" | "unreachable";
  times: "1" | "0..1" | "0..n" | "1..n";
  /**
   * Nodes with the same value never run in the same pass. In a branch whose arms hold several nodes
   * they are paired by order; that the others exclude one another show `group` and `arm`.
   */
  exclusive?: string;
  options?: NodeOptions;
  /** The tasks this call may reach, where it is one of several. */
  candidates?: string[];
}

export interface CallSite {
  callee: string;
  file: string;
  range: Range;
}

/** The literal options of a task that a graph shows. Durations are seconds. */
export interface NodeOptions {
  retries?: number;
  retryDelay?: number | number[] | string;
  timeout?: number;
  cache?: boolean | string;
  optional?: boolean;
  tags?: string[];
}

export type EdgeKind = "data" | "order" | "wait" | "control" | "error";

export interface Edge {
  from: NodeId;
  to: NodeId;
  kind: EdgeKind;
  /** The part of the result that flows, such as `.items[0].id`. */
  path?: string;
  /** Where in the arguments, or in the returned value, it arrives: `rows`, `n.m`. */
  into?: string;
  /** The value was computed from the result rather than handed on as it is. */
  derived?: boolean;
  certainty: "always" | "maybe";
  /** Carried from one pass of a loop to the next. */
  back?: boolean;
  /** For an order edge out of several nodes: after all of them, or after the first. */
  join?: "all" | "any";
  /** Where the edge comes from, in source order. */
  evidence: Evidence[];
}

/** A place in the document's file, or in the file named. */
export interface Evidence extends Range {
  file?: string;
}

export type Severity = "error" | "warning" | "information" | "hint";

export interface Diagnostic {
  code: string;
  severity: Severity;
  message: string;
  file: string;
  range: Range;
  related?: { message: string; file: string; range: Range }[];
}
