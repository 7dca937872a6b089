/** What a future stands for: a task run, or a map of task runs. */
import type { TaskRunId } from "@millrace/protocol";
import type { Lines, Standstill } from "./standstill.js";

export interface Work {
  /** True once it ended, well or not. */
  readonly settled: boolean;
  /** Whether it ended well; meaningless before. */
  readonly failed: boolean;
  /** The result, or the error. */
  readonly value: unknown;
  /** For a person, in messages. */
  readonly label: string;
  /** Calls back once, when it ends; at once if it has. */
  whenSettled(listener: () => void): void;
  /** Somebody takes responsibility for a failure: it does not fail the flow any more. */
  look(): void;
  /** The task runs whose results these are, known once settled. */
  ids(): readonly TaskRunId[];
  /** What has to end before this can. */
  blockers(): Iterable<Work>;
  /** The lines of limits without which it cannot end. */
  standsIn(standstill: Standstill): Lines;
}

/** Work that ends once, and tells those who wait for it. */
export abstract class EndingWork implements Work {
  #listeners: (() => void)[] | undefined;
  settled = false;
  failed = false;
  value: unknown;

  abstract readonly label: string;
  abstract look(): void;
  abstract ids(): readonly TaskRunId[];
  abstract blockers(): Iterable<Work>;

  standsIn(standstill: Standstill): Lines {
    return standstill.linesOfAny(this.blockers());
  }

  whenSettled(listener: () => void): void {
    if (this.settled) listener();
    else if (this.#listeners === undefined) this.#listeners = [listener];
    else this.#listeners.push(listener);
  }

  /** Tells those who wait; `settled` is set before. */
  protected tellSettled(): void {
    const listeners = this.#listeners;
    this.#listeners = undefined;
    if (listeners !== undefined) for (const listener of listeners) listener();
  }
}

/** Is `work` waiting, through whatever other work, for `target`? Asked before `target` waits for `work`. */
export function waitsFor(work: Work, target: Work): boolean {
  const seen = new Set<Work>();
  const open = [work];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one === target) return true;
    if (one.settled || seen.has(one)) continue;
    seen.add(one);
    open.push(...one.blockers());
  }
  return false;
}
