/** The worker threads of this process as places that task runs take: those with `runIn: "worker"`. */
import type { Attempt } from "./attempt.js";
import { Fifo } from "./fifo.js";
import { state } from "./states.js";
import type { TaskRun } from "./task-run.js";

/** What runs code in other threads: `runtime/src/workers` does. */
export interface Workers {
  /** How many threads there may be; one, until that is known. */
  readonly threads: number;
  /** Called when `threads` is known. */
  onOpened: (() => void) | undefined;
  /** Calls the attempt's task in a thread of its own. What becomes of its signal is seen to. */
  run(attempt: Attempt, args: readonly unknown[]): Promise<unknown>;
}

export class Threads {
  /** Absent where everything runs in this thread, such as under a debugger. */
  readonly workers: Workers | undefined;
  readonly #waiting = new Fifo<TaskRun>();
  #busy = 0;

  constructor(workers: Workers | undefined) {
    this.workers = workers;
    if (workers !== undefined) workers.onOpened = () => this.#admit();
  }

  isFor({ call: { definition, options } }: TaskRun): boolean {
    return options.runIn === "worker" && definition.kind === "task" && this.workers !== undefined;
  }

  hasRoomFor(run: TaskRun): boolean {
    return !this.isFor(run) || this.#busy < (this.workers?.threads ?? 0);
  }

  /** @returns whether it has a place; else it comes back to its scheduler when there may be one */
  take(run: TaskRun): boolean {
    if (!this.isFor(run)) return true;
    if (!this.hasRoomFor(run)) {
      this.#waiting.push(run);
      // One that ends without a place leaves what it was sent for to the next.
      run.whenSettled(() => this.#admit());
      const threads =
        this.workers?.threads === 1
          ? "the worker thread is"
          : `all ${this.workers?.threads} worker threads are`;
      run.enter(state("AwaitingConcurrencySlot", `${threads} busy`));
      return false;
    }
    this.#busy++;
    return true;
  }

  release(run: TaskRun): void {
    if (!this.isFor(run)) return;
    this.#busy--;
    this.#admit();
  }

  /** Sends as many back to their schedulers as there is room for. */
  #admit(): void {
    const free = (this.workers?.threads ?? 0) - this.#busy;
    for (let count = 0; count < free; ) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (next.ended) continue;
      next.flow.scheduler.start(next);
      count++;
    }
  }
}
