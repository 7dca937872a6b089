import type { RunEvent, RunId } from "@millrace/protocol";
import { type Disposable, EventEmitter } from "vscode";
import { RunModel } from "../runs/run-model.js";
import type { Agent } from "./agent.js";

/** Log lines read of a past run: the last ones are in the store for whoever wants more. */
const LINES = 10_000;

/** A run read from the history and, while it goes on, followed: another window's, or a terminal's. */
export class WatchedRun implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly #subscription: Disposable;
  readonly onDidChange = this.#changed.event;

  private constructor(
    readonly agent: Agent,
    readonly model: RunModel,
    private readonly watch: number,
    early: RunEvent[][],
  ) {
    const apply = (events: RunEvent[]) => {
      for (const event of events) model.apply(event);
    };
    early.forEach(apply);
    this.#subscription = agent.onRunEvents(({ watch: of, events }) => {
      if (of !== watch) return;
      apply(events);
      this.#changed.fire();
    });
  }

  /** @returns undefined where the history has no such run */
  static async open(agent: Agent, run: RunId): Promise<WatchedRun | undefined> {
    const answer = await agent.ask("run/watch", { run, subflows: true });
    if (!answer) return undefined;
    const { watch, snapshot, subflows } = answer;
    // The run goes on while its lines are read.
    const early: RunEvent[][] = [];
    const listening = agent.onRunEvents((told) => told.watch === watch && early.push(told.events));
    const page = await agent.ask("runs/logs", { run: snapshot.id, subflows: true, limit: LINES });
    listening.dispose();
    const model = RunModel.restored(snapshot, page?.entries ?? [], subflows);
    return new WatchedRun(agent, model, watch, early);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    void this.agent.ask("unwatch", { watch: this.watch });
  }
}
