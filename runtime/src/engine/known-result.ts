/** Results that need not be computed: those of the run that this one retries, and those in the cache. */
import type { State, TaskRunId } from "@millrace/protocol";
import { CacheUse } from "./result-cache.js";
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
  #caching: CacheUse | undefined;

  /** Undefined for a task run whose result nobody can know. */
  static of(run: TaskRun, args: readonly unknown[]): KnownResult | undefined {
    const isCached = CacheUse.isFor(run);
    return isCached || run.flow.restorer !== undefined ? new KnownResult(run, args) : undefined;
  }

  private constructor(run: TaskRun, args: readonly unknown[]) {
    this.#run = run;
    this.#args = args;
  }

  /** What results that are the same are known by across runs; absent without a cache. */
  get key(): string | undefined {
    return this.#caching?.key;
  }

  /** Calls back with the result, or with undefined where this run must compute it. */
  look(found: (known: Known | undefined) => void, failed: (error: unknown) => void): void {
    const restored = this.#run.flow.restorer?.take(this.#run, this.#args);
    if (restored !== undefined) {
      found({ ...restored, into: state("Restored", `from ${restored.from}`) });
      return;
    }
    try {
      this.#caching = CacheUse.of(this.#run, this.#args);
    } catch (error) {
      failed(error);
      return;
    }
    if (this.#caching === undefined) {
      found(undefined);
      return;
    }
    this.#caching.recall((hit) =>
      found(hit && { value: hit.value, into: state("Cached", "result of an earlier run") }),
    );
  }

  /** @throws where the value cannot be kept */
  keep(value: unknown): void {
    this.#caching?.keep(value);
  }

  /** The run has ended. */
  done(): void {
    this.#caching?.done();
  }
}
