import type { NodeOptions } from "@millrace/protocol";
import type { Span } from "../ir/model.js";
import type { Location } from "../ir/source.js";

/**
 * The graph as the interpreter draws it: identities are objects, positions are offsets, and each
 * edge keeps all it was seen to carry. `build.ts` makes the document of the contract from it.
 */

/** What the value of a `task(...)`, `flow(...)` or decorated method is. */
export interface Definition {
  kind: "task" | "flow";
  /** File and export: the same for every call. */
  key: string;
  /** The export, or `Class.method`. */
  exportName: string;
  /** The literal `name` option, or else the binding's name. */
  label: string;
  /** The callee's own name, as node ids use it. */
  callee: string;
  location: Location;
  options: NodeOptions;
  /** The option of that name, wherever it was written; only its constant parts. */
  concurrency?: unknown;
}

/** The chain of helper calls that leads from the flow's body to a piece of code. */
export interface Context {
  parent: Context | null;
  /** Identifies the call in the caller's code. */
  call: object | null;
  callee: string;
  location: Location | null;
  depth: number;
}

/**
 * A call of an async function, beside its caller until someone awaits it. What it does behind its
 * first `await` comes too late for the flow if nobody does.
 */
export interface Activity {
  sort: "activity";
  callee: string;
}

/** What can be known to have finished. */
export type Step = Site | Activity;

export type GroupKind = "loop" | "map" | "branch" | "try";

/** What a node and a frame have in common: where it stands, and whether it is reached. */
export interface Placed {
  label: string;
  location: Location;
  context: Context;
  parent: Owner | null;
  arm: string | undefined;
  certainty: Certainty;
  provided: Provided;
  incoming: Map<Site, Link[]>;
  /** How often the interpreter came by: passes of loops, rounds of recursion. */
  evaluations: number;
}

export interface Group extends Placed {
  sort: "group";
  kind: GroupKind;
  times: "1" | "0..1" | "0..n" | "1..n";
  /** Counts the evaluations of a loop's body, while it is being evaluated. */
  pass: number;
  /** One case of a switch may run into the next. */
  falls: boolean;
}

export type SiteKind = "task" | "flow" | "map" | "param" | "return" | "unknown";

/** One call of a task in one context: a node. */
export interface Site extends Placed {
  sort: "site";
  kind: SiteKind;
  callee: string;
  definition: Definition | null;
  /** The task runs this often each time it is reached. */
  mapped: boolean;
  options: NodeOptions;
  candidates: Definition[];
  /** Offsets at which V8 may report the call: files are those of `location` and the context. */
  positions: Position[];
  /** What had finished when this was started, as of the last evaluation. */
  startedAfter: ReadonlyMap<Step, { readonly must: boolean }>;
  /** What this waits for itself, and whether on every path: its inputs and what decided on it. */
  inputs: ReadonlyMap<Site, boolean>;
  /** Someone waited for it to finish: a call nobody waits for, reads or returns is lost (MR201). */
  awaited: boolean;
  /** A flow that calls itself. */
  recursive: boolean;
  /** Stands in a function that calls itself (P68). */
  repeats: boolean;
  /** One of several tasks that one call may reach. */
  isChoice: boolean;
  /** Started without anyone waiting: a timer, an event. */
  detached: boolean;
}

/** Shared with the code itself, so that it follows when the text around moves. */
export interface Position {
  file: string;
  at: { readonly positions: readonly number[] } | { readonly span: Span };
}

/** A task in whose body other tasks are called stands around them as a group does. */
export type Owner = Group | Site;

export type Certainty = "always" | "maybe" | "unreachable";

/** Each time it was reached for certain, if only all of these are waited for. */
export type Provided = (readonly Activity[])[];

export interface Link {
  from: Site;
  to: Owner;
  kind: "data" | "order" | "wait" | "control" | "error";
  paths: Set<string>;
  /** Where in the arguments, or in the returned value, it arrives. */
  into: Set<string>;
  derived: boolean;
  /** How many evaluations of the target had it on every path, and the last that did. */
  certain: { times: number; last: number };
  back: boolean;
  any: boolean;
  evidence: Location[];
}

export interface FlowModel {
  definition: Definition;
  sites: Site[];
  groups: Group[];
  params: Site[];
  returns: Site | null;
  incomplete: { reason: string; location: Location }[];
  /** Files whose text the graph depends on. */
  files: Set<string>;
  /** Evaluation steps taken. */
  steps: number;
}

/** An edge is certain if each time its target was reached it was there; one a loop carries, after the first. */
export function isCertain({ to, back, certain }: Link): boolean {
  return certain.times > 0 && certain.times >= to.evaluations - (back ? 1 : 0);
}
