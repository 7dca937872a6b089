/** A flow run that no other flow called, as work whose future is handed out. */
import type { State } from "@millrace/protocol";
import type { FlowRun } from "./flow-run.js";
import { EndingWork, type Work } from "./work.js";

export class FlowWork extends EndingWork {
  readonly #run: FlowRun;

  constructor(run: FlowRun) {
    super();
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
    this.tellSettled();
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

  /** Its failure is told by its own run. */
  look(): void {}

  ids(): readonly string[] {
    return [];
  }

  blockers(): Iterable<Work> {
    return [];
  }
}
