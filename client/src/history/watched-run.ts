import type { RunEvent, RunId } from "@millrace/protocol";
import { type Disposable, EventEmitter } from "vscode";
import { RunModel } from "../runs/run-model.js";
import type { Agent } from "./agent.js";

/** Log lines read of a past run, the last ones; those before are in the store for whoever wants more. */
const LINES = 10_000;

/** A run read from the history and, while it goes on, followed: another window's, or a terminal's. */
export class WatchedRun implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly #lost = new EventEmitter<void>();
  readonly #subscriptions: Disposable[];
  #isLost = false;
  readonly onDidChange = this.#changed.event;
  /** Who followed the run is gone before its end: it has to be opened again. */
  readonly onDidLose = this.#lost.event;

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
    this.#subscriptions = [
      agent.onRunEvents(({ watch: of, events }) => {
        if (of !== watch) return;
        apply(events);
        this.#changed.fire();
      }),
      agent.onDidDie(() => {
        this.#isLost = true;
        if (!model.ended) this.#lost.fire();
      }),
    ];
  }

  /** @returns undefined where the history has no such run */
  static async open(agent: Agent, run: RunId): Promise<WatchedRun | undefined> {
    const answer = await agent.ask("run/watch", { run, subflows: true });
    if (!answer) return undefined;
    const { watch, snapshot, subflows } = answer;
    // The run goes on while its lines are read.
    const early: RunEvent[][] = [];
    const listening = agent.onRunEvents((told) => told.watch === watch && early.push(told.events));
    const page = await agent.ask("runs/logs", { run: snapshot.id, subflows: true, last: LINES });
    listening.dispose();
    const model = RunModel.restored(snapshot, page?.entries ?? [], subflows, page?.before);
    return new WatchedRun(agent, model, watch, early);
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
    this.#changed.dispose();
    this.#lost.dispose();
    // The next process gives the same numbers to watches of its own.
    if (!this.#isLost) void this.agent.ask("unwatch", { watch: this.watch });
  }
}
