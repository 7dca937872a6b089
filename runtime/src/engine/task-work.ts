/** A task run as work that others wait for, and that waits for others. */
import type { State, TaskRunId } from "@millrace/protocol";
import { UpstreamFailedError } from "./errors.js";
import type { FlowRun } from "./flow-run.js";
import type { Lines, Standstill } from "./standstill.js";
import type { TaskInputs } from "./task-inputs.js";
import { EndingWork, type Work } from "./work.js";

export abstract class TaskWork extends EndingWork {
  abstract readonly id: TaskRunId;
  abstract readonly state: State;
  /** The flow run it stands for. */
  subflow: FlowRun | undefined;
  /** What it needs before it can start; given up when it has ended well. */
  protected inputs: TaskInputs | undefined;
  /** Its failure has been seen by somebody. */
  protected looked = false;
  /** What its code waits for, and whether it does so for as long as it takes. */
  #awaited: Map<Work, boolean> | undefined;

  /** Whoever has seen that this did not run has seen why: the failure upstream is looked at too. */
  look(): void {
    this.looked = true;
    if (!(this.failed && this.value instanceof UpstreamFailedError)) return;
    const { inputs } = this;
    this.inputs = undefined;
    inputs?.lookAtFailures();
  }

  ids(): readonly TaskRunId[] {
    return [this.id];
  }

  /**
   * The code of this run waits for other work.
   * @param forever false where it goes on after some time, whatever becomes of the work
   */
  awaits(work: Work, forever = true): void {
    this.#awaited ??= new Map();
    const isNew = !this.#awaited.has(work);
    this.#awaited.set(work, forever && this.#awaited.get(work) !== false);
    if (isNew) work.whenSettled(() => this.#awaited?.delete(work));
  }

  /** What an attempt waited for that has ended is nothing to the next one. */
  protected awaitsNothing(): void {
    this.#awaited = undefined;
  }

  *blockers(): Iterable<Work> {
    if (this.inputs !== undefined) yield* this.inputs.works();
    if (this.#awaited !== undefined) yield* this.#awaited.keys();
  }

  override standsIn(standstill: Standstill): Lines {
    const own = standstill.lineOfRun(this.id);
    if (own !== undefined) return own;
    if (this.subflow !== undefined) return standstill.linesOfFlow(this.subflow);
    const { name } = this.state;
    if (name === "Pending") return super.standsIn(standstill);
    const waits = this.#awaited ?? new Map<Work, boolean>();
    const isCode = name === "Running" || name === "Retrying";
    const isPatient = [...waits.values()].every((forever) => forever);
    return standstill.linesOfEach(isCode && isPatient ? [...waits.keys()] : []);
  }
}
