/** Results that need not be computed: those of the run that this one retries, and those kept of others. */
import type { State, TaskRunId } from "@millrace/protocol";
import { keepsResults, type Reuse, reuseOf } from "./reuse.js";
import { state } from "./states.js";
import type { TaskRun } from "./task-run.js";

export interface Known {
  value: unknown;
  /** What the task run ends as. */
  into: State;
  /** The task run that computed it, where that is known. */
  from?: TaskRunId;
}

/** Where one task run looks for its result before its code is entered, and keeps it afterwards. */
export class KnownResult {
  readonly #run: TaskRun;
  readonly #args: readonly unknown[];
  #reuse: Reuse | undefined;

  /** Undefined for a task run whose result nobody can know. */
  static of(run: TaskRun, args: readonly unknown[]): KnownResult | undefined {
    const mayBeKnown = run.flow.restorer !== undefined || keepsResults(run);
    return mayBeKnown ? new KnownResult(run, args) : undefined;
  }

  private constructor(run: TaskRun, args: readonly unknown[]) {
    this.#run = run;
    this.#args = args;
  }

  /** What results that are the same are known by across runs; absent where nothing is kept. */
  get key(): string | undefined {
    return this.#reuse?.key;
  }

  /** Calls back with the result, or with why this run must compute it. */
  look(found: (known: Known | { reason: string }) => void, failed: (error: unknown) => void): void {
    const restored = this.#restored();
    if (restored !== undefined) {
      found({ ...restored, into: state("Restored", `from ${restored.from}`) });
      return;
    }
    try {
      this.#reuse = reuseOf(this.#run, this.#args);
    } catch (error) {
      failed(error);
      return;
    }
    if (this.#reuse === undefined) {
      found({ reason: "not restored" });
      return;
    }
    this.#reuse.recall((answer) => {
      if ("error" in answer) failed(answer.error);
      else if ("reason" in answer) found(answer);
      else found({ value: answer.value, into: state("Cached", answer.message) });
    });
  }

  /** A task with files is asked about those: they may have changed since the run that is retried. */
  #restored() {
    const { call, flow } = this.#run;
    return call.options.files === undefined
      ? flow.restorer?.take(this.#run, this.#args)
      : undefined;
  }

  /** The code is about to be entered for the first time. */
  begin(): void {
    this.#reuse?.begin();
  }

  /**
   * @returns what the end of the run has to wait for
   * @throws where the value cannot be kept
   */
  keep(value: unknown): Promise<void> | undefined {
    return this.#reuse?.keep(value);
  }

  /** The run has ended. */
  done(): void {
    this.#reuse?.done();
  }
}
