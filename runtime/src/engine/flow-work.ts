/** A flow run that no other flow called, as work whose future is handed out. */
import type { State } from "@millrace/protocol";
import type { FlowRun } from "./flow-run.js";
import type { Work } from "./work.js";

export class FlowWork implements Work {
  readonly #run: FlowRun;
  readonly #listeners: (() => void)[] = [];
  settled = false;
  failed = false;
  value: unknown;

  constructor(run: FlowRun) {
    this.#run = run;
    run.then(
      (value) => this.#settle(value, false),
      (error) => this.#settle(error, true),
    );
  }

  #settle(value: unknown, failed: boolean): void {
    this.settled = true;
    this.failed = failed;
    this.value = value;
    for (const listener of this.#listeners) listener();
  }

  get id(): string {
    return this.#run.id;
  }

  get state(): State {
    return this.#run.state;
  }

  get label(): string {
    return `flow ${this.#run.record.flowName}`;
  }

  whenSettled(listener: () => void): void {
    if (this.settled) listener();
    else this.#listeners.push(listener);
  }

  /** Its failure is told by its own run. */
  look(): void {}

  ids(): readonly string[] {
    return [];
  }

  blockers(): Iterable<Work> {
    return [];
  }
}
