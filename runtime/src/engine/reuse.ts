/** What a task keeps of its results for later runs: by the option `cache`, or by `files`. */
import { FilesUse } from "./files-use.js";
import { CacheUse } from "./result-cache.js";
import type { TaskRun } from "./task-run.js";

/** What became of the question whether there is a result that will do. */
export type Answer =
  /** There is: `message` says of which kind. */
  | { value: unknown; message: string }
  /** There is none: why the task has to run. */
  | { reason: string }
  /** The task cannot run as things are. */
  | { error: unknown };

/** How one task run uses the results of earlier ones. */
export interface Reuse {
  /** Stands for the result wherever it is an argument; known once it was asked for. */
  readonly key: string;
  recall(answered: (answer: Answer) => void): void;
  /** The task's code is about to be entered for the first time. */
  begin(): void;
  /**
   * The task's code gave this.
   * @returns what the end of the task run has to wait for
   * @throws what the store throws where the value has to be kept and cannot be
   */
  keep(value: unknown): Promise<void> | undefined;
  /** The task run has ended, well or not. */
  done(): void;
}

export function keepsResults({ call: { definition, options } }: TaskRun): boolean {
  const { cache, files } = options;
  const keeps = files !== undefined || (cache !== undefined && cache !== false);
  return keeps && definition.kind === "task";
}

/**
 * Undefined for a task that keeps nothing.
 * @throws where an option's own function fails, or the arguments have no digest
 */
export function reuseOf(run: TaskRun, args: readonly unknown[]): Reuse | undefined {
  if (!keepsResults(run)) return undefined;
  return run.call.options.files === undefined ? CacheUse.of(run, args) : new FilesUse(run, args);
}
