/** One attempt of a task or flow: its signal, its time limit, and the processes it started. */

import type { ProcessGroup } from "./child-processes.js";
import type { Scope } from "./context.js";
import type { FlowRun } from "./flow-run.js";
import type { TaskRun } from "./task-run.js";

export class Attempt implements Scope {
  readonly flow: FlowRun;
  readonly task: TaskRun | undefined;
  readonly attempt: number;
  /** Made when the code starts a process. */
  processes: ProcessGroup | undefined;
  #controller: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
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
    if (ms !== undefined) this.#timer = setTimeout(expired, ms);
  }

  end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  /** Asks the code to stop: aborts the signal and ends its processes, by force after `grace` ms. */
  stop(reason: Error, grace: number): void {
    this.signal;
    this.#controller?.abort(reason);
    if (this.processes === undefined) return;
    this.processes.stop(grace);
    this.flow.awaitStraggler(this.processes.gone());
  }

  /** Ends its processes by force, now. */
  kill(): void {
    this.processes?.kill();
  }
}
