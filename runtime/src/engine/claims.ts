/** Task runs and flow runs as those who wait for limits. */
import type { RunId, State } from "@millrace/protocol";
import { type Want, wantsOf } from "../limits/declared.js";
import { spelled } from "./call-site.js";
import type { FlowDefinition, TaskDefinition } from "./definition.js";
import type { FlowRun } from "./flow-run.js";
import type { Claimant } from "./limit-desk.js";
import type { Lines, Standstill } from "./standstill.js";
import type { TaskRun } from "./task-run.js";

export function isLimited({ call: { definition, options } }: TaskRun): boolean {
  return options.concurrency !== undefined && definition.kind === "task";
}

export class TaskClaim implements Claimant {
  readonly wants: readonly Want[];
  readonly #task: TaskRun;

  constructor(task: TaskRun) {
    this.#task = task;
    const { definition, options } = task.call;
    this.wants =
      options.concurrency === undefined ? [] : wantsOf(options.concurrency, definition.key);
  }

  get id(): string {
    return this.#task.id;
  }

  get run(): RunId {
    return this.#task.flow.id;
  }

  get label(): string {
    return labelOf(this.#task.label, this.#task.call.definition);
  }

  get over(): boolean {
    return this.#task.ended;
  }

  get hasRoom(): boolean {
    return this.#task.flow.scheduler.hasRoomFor(this.#task);
  }

  callers(): Iterable<string> {
    return callersOf(this.#task.call.caller, this.#task.flow);
  }

  standsIn(standstill: Standstill): Lines {
    return standstill.lines(this.#task);
  }

  waits(state: State): void {
    if (!this.over) this.#task.enter(state);
  }

  granted(): void {
    this.#task.flow.scheduler.granted(this.#task);
  }

  postponed(): void {
    this.#task.flow.scheduler.start(this.#task);
  }

  refused(error: Error): void {
    this.#task.refuse(error);
  }
}

function labelOf(name: string, { location }: TaskDefinition | FlowDefinition): string {
  return location === undefined ? name : `${name} (${spelled(location)})`;
}

/** The runs that called a task run, or a flow run, the nearest first. */
export function* callersOf(task: TaskRun | undefined, flow: FlowRun | undefined): Iterable<string> {
  for (let at = task; at !== undefined; at = at.call.caller) yield at.id;
  if (flow === undefined) return;
  yield flow.id;
  const { standIn } = flow;
  if (standIn !== undefined) yield* callersOf(standIn.call.caller, standIn.flow);
}

export function isLimitedFlow({ definition, session }: FlowRun): boolean {
  return definition.options.concurrency !== undefined && session.plan === undefined;
}

/**
 * Waits until its limits let a flow run start.
 * @param interruptible is given what ends the waiting early
 * @returns why they never will, where that is so
 */
export function limitsAllow(
  flow: FlowRun,
  interruptible: (interrupt: () => void) => void,
): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const go = () => resolve(undefined);
    interruptible(go);
    if (flow.session.limits.enter(new FlowClaim(flow, go, resolve))) go();
  });
}

class FlowClaim implements Claimant {
  readonly wants: readonly Want[];
  readonly granted: () => void;
  readonly refused: (error: Error) => void;
  readonly #flow: FlowRun;

  constructor(flow: FlowRun, granted: () => void, refused: (error: Error) => void) {
    this.#flow = flow;
    this.granted = granted;
    this.refused = refused;
    const { options, key } = flow.definition;
    this.wants = options.concurrency === undefined ? [] : wantsOf(options.concurrency, key);
  }

  get id(): string {
    return this.#flow.id;
  }

  get run(): RunId {
    return this.#flow.id;
  }

  get label(): string {
    return labelOf(`flow ${this.#flow.record.flowName}`, this.#flow.definition);
  }

  get over(): boolean {
    return this.#flow.over || this.#flow.stopping !== undefined;
  }

  /** Nothing but its limits keeps a flow from starting. */
  get hasRoom(): boolean {
    return true;
  }

  callers(): Iterable<string> {
    const { standIn } = this.#flow;
    return callersOf(standIn?.call.caller, standIn?.flow);
  }

  standsIn(standstill: Standstill): Lines {
    return standstill.linesOfFlow(this.#flow);
  }

  waits(state: State): void {
    this.#flow.enter(state);
  }

  postponed(): void {}
}
