/** One attempt of a task or flow: its signal, its time limit, and the processes it started. */

import type { ProcessGroup } from "./child-processes.js";
import type { Scope } from "./context.js";
import type { FlowRun } from "./flow-run.js";
import { state } from "./states.js";
import { Stopwatch } from "./stopwatch.js";
import type { TaskRun } from "./task-run.js";

export class Attempt implements Scope {
  readonly flow: FlowRun;
  readonly task: TaskRun | undefined;
  readonly attempt: number;
  /** Made when the code starts a process. */
  processes: ProcessGroup | undefined;
  /** Ends its code by force, where that runs in a thread of its own. */
  endThread: (() => void) | undefined;
  #controller: AbortController | undefined;
  #clock: Stopwatch | undefined;
  #pauses = 0;
  #over = false;

  constructor(flow: FlowRun, task: TaskRun | undefined, attempt: number) {
    this.flow = flow;
    this.task = task;
    this.attempt = attempt;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /** True once its outcome is known: what its code does later counts no more. */
  get over(): boolean {
    return this.#over;
  }

  limit(ms: number | undefined, expired: () => void): void {
    if (ms === undefined) return;
    this.#clock = new Stopwatch(ms, expired);
    this.#clock.start();
  }

  /** Its code waits for a person: that time does not count, and others may run meanwhile. */
  pause(why: string): void {
    this.#pauses++;
    if (this.#pauses > 1 || this.#over) return;
    this.#clock?.stop();
    if (this.task !== undefined) this.flow.scheduler.pause(this.task);
    (this.task ?? this.flow).enter(state("Paused", why));
  }

  /** Resolves when it has its place among the running again. */
  async resume(): Promise<void> {
    this.#pauses--;
    if (this.#pauses > 0 || this.#over) return;
    if (this.task !== undefined) await this.flow.scheduler.resume(this.task);
    if (this.#over) return;
    this.#clock?.start();
    (this.task ?? this.flow).enter(state(this.attempt === 1 ? "Running" : "Retrying"));
  }

  end(): void {
    this.#over = true;
    this.#clock?.stop();
  }

  /** Asks the code to stop: aborts the signal and ends its processes, by force after `grace` ms. */
  stop(reason: Error, grace: number): void {
    this.signal;
    this.#controller?.abort(reason);
    if (this.processes === undefined) return;
    this.processes.stop(grace);
    this.flow.awaitStraggler(this.processes.gone());
  }

  /** Ends its processes and its thread by force, now. */
  kill(): void {
    this.endThread?.();
    this.processes?.kill();
  }
}

/** False in a worker thread. Not by class: two copies of the library in one process share the scope. */
export function isAttempt(scope: Scope): scope is Attempt {
  return scope.inWorker !== true;
}
