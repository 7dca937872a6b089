/** What a flow run has to wait for: its task runs, and calls that are still to come. */
import type { TaskRun } from "./task-run.js";

export class Unfinished {
  readonly #runs = new Set<TaskRun>();
  #holds = 0;
  #idle: (() => void) | undefined;

  add(run: TaskRun): void {
    this.#runs.add(run);
  }

  delete(run: TaskRun): void {
    this.#runs.delete(run);
    this.#check();
  }

  /** Calls are still to come, though none is running: a map of a list that is not there yet. */
  hold(): () => void {
    this.#holds++;
    return () => {
      this.#holds--;
      this.#check();
    };
  }

  /** A copy: ending one run may call, and end, others. */
  runs(): TaskRun[] {
    return [...this.#runs];
  }

  /** Resolves when nothing is left, and what waited for the last task has had its turn to call another. */
  async none(): Promise<void> {
    while (this.#busy) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
      this.#idle = undefined;
      await new Promise(setImmediate);
    }
  }

  get #busy(): boolean {
    return this.#runs.size + this.#holds > 0;
  }

  #check(): void {
    if (this.#idle !== undefined && !this.#busy) this.#idle();
  }
}
