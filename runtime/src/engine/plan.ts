/** What a dry run is told: what would be done, and why. No code of a task is entered. */
import type { CallSite } from "./call-site.js";
import type { TaskDefinition } from "./definition.js";
import { messageOf } from "./errors.js";
import type { FlowRun } from "./flow-run.js";
import type { Known } from "./known-result.js";
import type { TaskRun } from "./task-run.js";
import type { Work } from "./work.js";

export interface Decision {
  kind: "would-run" | "would-fail" | "up-to-date" | "cached" | "restored";
  /** In a few words, for a person. */
  reason: string;
}

/** Absolute paths; a glob that matches nothing stands for itself. */
export interface TouchedFiles {
  reads: string[];
  writes: string[];
}

export interface Plan {
  decided(run: TaskRun, decision: Decision): void;
  /** What the run would read and write. */
  touches(run: TaskRun, files: TouchedFiles): void;
  /** A flow's code waits for a result that there is not: it does not go on. */
  awaited(flow: FlowRun, run: TaskRun): void;
  /** A flow's code waits for a person: it does not go on. */
  asked(flow: FlowRun, key: string): void;
  /** How often a task would be called depends on a result that there is not. */
  mapped(definition: TaskDefinition, site: CallSite | undefined, over: UnknownResult): void;
}

/** Of a task run that need not enter its code. */
export function decisionOf({ into }: Known, waitsFor: Work | undefined): Decision {
  const { message = "" } = into;
  const reason =
    waitsFor === undefined ? message : `${message}, unless ${waitsFor.label} changes what it reads`;
  if (into.name === "Restored") return { kind: "restored", reason };
  return { kind: message === "up to date" ? "up-to-date" : "cached", reason };
}

/** Of a task run that ended without its code, and without a result. */
export function failedDecision({ subflow }: TaskRun, error: unknown): Decision {
  if (!(error instanceof UnknownResult)) return { kind: "would-fail", reason: messageOf(error) };
  const { label } = error.run;
  return subflow === undefined
    ? { kind: "up-to-date", reason: `once ${label} has run` }
    : { kind: "would-run", reason: `${label} would run` };
}

/** Stands for what a task would give: work that was not done fails with it. */
export class UnknownResult extends Error {
  override name = "UnknownResult";
  readonly run: TaskRun;

  constructor(run: TaskRun) {
    super(`what ${run.label} gives is not known in a dry run`);
    this.run = run;
  }

  /** Code waits for it, for ever. */
  awaited(): void {
    this.run.flow.session.plan?.awaited(this.run.flow, this.run);
  }
}
