/** A task run as work that others wait for, and that waits for others. */
import type { TaskRunId } from "@millrace/protocol";
import { UpstreamFailedError } from "./errors.js";
import type { TaskInputs } from "./task-inputs.js";
import { EndingWork, type Work } from "./work.js";

export abstract class TaskWork extends EndingWork {
  abstract readonly id: TaskRunId;
  /** What it needs before it can start; given up when it has ended well. */
  protected inputs: TaskInputs | undefined;
  /** Its failure has been seen by somebody. */
  protected looked = false;
  #awaited: Set<Work> | undefined;

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

  /** The code of this run waits for other work. */
  awaits(work: Work): void {
    this.#awaited ??= new Set();
    this.#awaited.add(work);
    work.whenSettled(() => this.#awaited?.delete(work));
  }

  *blockers(): Iterable<Work> {
    if (this.inputs !== undefined) yield* this.inputs.works();
    if (this.#awaited !== undefined) yield* this.#awaited;
  }
}
