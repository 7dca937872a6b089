import type {
  Activity,
  Certainty,
  Context,
  Definition,
  FlowModel,
  Owner,
  Site,
} from "../graph/model.js";
import type { Recorder, Standing } from "../graph/recorder.js";
import type { Expr, Fn, Span } from "../ir/model.js";
import type { Location } from "../ir/source.js";
import type { Budget } from "./budget.js";
import type { Done } from "./done.js";
import type { Env } from "./env.js";
import type { ModuleInstance, Modules } from "./modules.js";
import type { Sightings } from "./sightings.js";
import type { State } from "./state.js";
import type { Call } from "./summaries/summary.js";
import type { ClassShape, TaskShape, Value } from "./values.js";

/** One interpretation: of a flow, or of a module's top level. */
export interface Run {
  readonly modules: Modules;
  readonly recorder: Recorder;
  readonly budget: Budget;
  readonly incomplete: FlowModel["incomplete"];
  readonly files: Set<string>;
  /** Every task and flow defined along the way. */
  readonly defined: TaskShape[];
  /** The flow whose graph is drawn; null while a module's top level is evaluated. */
  readonly flow: Definition | null;
  /** Task bodies known to call no other task: they are not entered again. */
  readonly leafBodies: WeakSet<Fn>;
  /** Callbacks that wait for an event of a known name (P99). */
  readonly listeners: { event: string; from: Call; callback: Value }[];
  /** What expressions were seen to be; null where nobody asks. */
  readonly sightings: Sightings | null;
}

/** Where a `throw`, or a task's failure, goes. */
export interface Handler {
  /** States in which the block may be left by an error. */
  readonly states: State[];
  /** The tasks whose failure leads there. */
  readonly failing: Set<Site>;
  readonly hasCatch: boolean;
}

/** Where `break` and `continue` go. */
export interface Target {
  readonly label: string | undefined;
  readonly isLoop: boolean;
  readonly breaks: State[];
  readonly continues: State[];
}

export interface Exit {
  readonly state: State;
  readonly value: Value;
  readonly at: Span;
}

/** What a generator hands out, and what has finished by then. */
export interface Yield {
  readonly value: Value;
  readonly done: Done;
}

/** One activation of a function. What is lexical or dynamic in it is set by `within`. */
export interface Frame {
  readonly run: Run;
  readonly module: ModuleInstance;
  readonly context: Context;
  readonly fn: Fn | null;
  /** This call of an async function, where somebody else has to wait for it. */
  readonly activity: Activity | null;
  readonly caller: Frame | null;
  readonly self: Value | null;
  readonly home: ClassShape | null;
  /** The name the caller binds the result to. */
  readonly hint: string | undefined;
  env: Env;
  owner: Owner | null;
  arm: string | undefined;
  handler: Handler | null;
  targets: readonly Target[];
  /** The `await` being evaluated: V8 reports promise callbacks there. */
  awaiting: Expr | null;
  /** Inside a catch block: the failures that lead there. */
  caught: { failing: ReadonlySet<Site>; at: Location } | null;
  /** Inside a callback nobody waits for. */
  detached: boolean;
  readonly returns: Exit[];
  readonly yields: Yield[];
  /** Set when the function was met again below itself. */
  recursion: { met: boolean; args: Value[][]; result: Value } | null;
}

export function locate(frame: Frame, node: { span: Span }): Location {
  return { file: frame.module.file, span: node.span };
}

/** Runs with some of the frame's settings changed, and puts them back. */
export function within<T>(
  frame: Frame,
  change: Partial<
    Pick<
      Frame,
      "env" | "owner" | "arm" | "handler" | "targets" | "awaiting" | "caught" | "detached"
    >
  >,
  body: () => T,
): T {
  const { env, owner, arm, handler, targets, awaiting, caught, detached } = frame;
  Object.assign(frame, change);
  try {
    return body();
  } finally {
    Object.assign(frame, { env, owner, arm, handler, targets, awaiting, caught, detached });
  }
}

/** Where code stands in the graph, and how sure it is that it is reached. */
export function standing(frame: Frame, state: State, code: { span: Span }): Standing {
  return {
    location: locate(frame, code),
    context: frame.context,
    parent: frame.owner,
    arm: frame.arm,
    certainty: certaintyOf(state, frame),
    pending: state.pending,
  };
}

/** How sure it is that code reached in this state runs, if the flow does not fail. */
function certaintyOf(state: State, frame: Frame): Certainty {
  let certainty: Certainty = frame.detached ? "maybe" : "always";
  for (let guard = state.guard; guard; guard = guard.parent) {
    if (guard.kind === "never") return "unreachable";
    if (guard.kind === "maybe") certainty = "maybe";
  }
  return certainty;
}
