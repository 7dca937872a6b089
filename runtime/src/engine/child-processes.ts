/** The processes that tasks start: seen through Node's diagnostics channel, ended with their task. */
import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { descendants, send } from "../processes/tree.js";
import { isAttempt } from "./attempt.js";
import { scopes } from "./context.js";

let watching = false;

/** From now on, every process that a task or flow starts is known to its attempt. */
export function watchChildProcesses(): void {
  if (watching) return;
  watching = true;
  subscribe("child_process", (message) => {
    const scope = scopes.getStore();
    if (scope === undefined || !isAttempt(scope)) return;
    scope.processes ??= new ProcessGroup();
    scope.processes.add((message as { process: ChildProcess }).process);
  });
}

/** The processes of one attempt that have not ended. */
export class ProcessGroup {
  readonly #running = new Set<ChildProcess>();
  #killTimer: NodeJS.Timeout | undefined;
  #gone: (() => void) | undefined;
  #stopped = false;
  #cut = false;

  /** Some of them were ended before they were done: what their task makes of them is no result. */
  get cut(): boolean {
    return this.#cut;
  }

  add(process: ChildProcess): void {
    this.#running.add(process);
    const gone = () => {
      this.#running.delete(process);
      if (this.#running.size > 0) return;
      clearTimeout(this.#killTimer);
      this.#gone?.();
    };
    process.once("exit", gone);
    process.once("error", gone);
    // Code that goes on starting processes after it was told to stop.
    if (this.#stopped) process.once("spawn", () => process.kill("SIGKILL"));
  }

  /** Resolves when none of them is left. */
  gone(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#running.size === 0) resolve();
      else this.#gone = resolve;
    });
  }

  /** SIGTERM now, SIGKILL for what is left after `grace` milliseconds. */
  stop(grace: number): void {
    this.#stopped = true;
    if (this.#running.size === 0) return;
    this.#signal("SIGTERM");
    this.#killTimer = setTimeout(() => this.kill(), grace);
  }

  kill(): void {
    this.#stopped = true;
    clearTimeout(this.#killTimer);
    this.#signal("SIGKILL");
  }

  /** Reaches the children of the children too: a shell does not hand its signal on. */
  #signal(signal: NodeJS.Signals): void {
    for (const child of this.#running) {
      if (child.pid === undefined) continue;
      this.#cut = true;
      for (const pid of descendants(child.pid)) send(pid, signal);
      child.kill(signal);
    }
  }
}
