import type { LogLine, TaskRun } from "@millrace/protocol";
import type { Disposable, Event } from "vscode";
import type { RunChange, RunChanges } from "../runs/run-changes.js";
import type { RunModel } from "../runs/run-model.js";
import type { Composition } from "./compose.js";
import { type AskForNodes, TaskNodes } from "./task-nodes.js";

/** Milliseconds between two messages about a run: at most 20 a second. */
const PACE = 50;

/** A run that a panel can show, of this window or of the history. */
export interface RunSource {
  model: RunModel;
  onDidChange: Event<void>;
}

/** The run on the graph: follows a run at the pace of eyes and matches its task runs to nodes. */
export class ShownRun implements Disposable {
  readonly #nodes: TaskNodes;
  readonly #changes: RunChanges;
  #subscription: Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sending = Promise.resolve();
  /** Counts the snapshots: log lines on their way are in the next one already. */
  #snapshots = 0;

  constructor(
    readonly source: RunSource,
    ask: AskForNodes,
    /** The graph that the run is drawn on, as it is now. */
    graph: () => Composition | undefined,
    private readonly send: (change: RunChange) => void,
  ) {
    this.#changes = source.model.follow();
    this.#nodes = new TaskNodes(source.model, ask, graph);
  }

  get model(): RunModel {
    return this.source.model;
  }

  /** The task runs that are drawn; what is inside of a plain node is not. */
  get tasks(): TaskRun[] {
    return this.model.tasks.filter((task) => this.#nodes.isShown(task));
  }

  get logs(): LogLine[] {
    return this.#drawnFor(this.model.logs);
  }

  /** Matches what is known so far, then follows the run. A snapshot is due at once. */
  async begin(): Promise<void> {
    await this.#nodes.match(this.model.entries.values());
    this.#subscription = this.source.onDidChange(() => {
      this.#timer ??= setTimeout(() => this.#flush(), PACE);
    });
  }

  /**
   * All that is known goes into a snapshot now; only what is new follows it, and what came too late
   * to be matched for it: that is told of again as soon as its node is known.
   */
  inSnapshot(): void {
    const { tasks } = this.#changes.take();
    this.#snapshots++;
    for (const task of tasks) if (!this.#nodes.isMatched(task)) this.#changes.tasks.add(task.id);
    if (this.#changes.tasks.size > 0) this.#timer ??= setTimeout(() => this.#flush(), PACE);
  }

  /**
   * The code's graph is another one: what matched nothing is asked for again.
   * @returns the task runs that are drawn elsewhere now, and whether some are drawn no more
   */
  async rematch(): Promise<{ moved: TaskRun[]; lost: boolean }> {
    this.#nodes.forgetUnknown();
    const before = new Map(this.tasks.map(({ id, node }) => [id, node]));
    await this.#nodes.match(this.model.entries.values());
    const now = this.tasks;
    const moved = now.filter(({ id, node }) => !before.has(id) || before.get(id) !== node);
    const kept = new Set(now.map(({ id }) => id));
    return { moved, lost: [...before.keys()].some((id) => !kept.has(id)) };
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription?.dispose();
    this.model.unfollow(this.#changes);
  }

  /** One at a time, so that the messages keep their order. */
  #flush(): void {
    this.#timer = undefined;
    this.#sending = this.#sending.then(async () => {
      const change = this.#changes.take();
      const snapshots = this.#snapshots;
      await this.#nodes.match(change.tasks.flatMap(({ id }) => this.model.entries.get(id) ?? []));
      const isShown = ({ id }: { id: string }) => this.#nodes.shownFor(id) === id;
      const isLate = snapshots !== this.#snapshots;
      this.send({
        ...change,
        tasks: change.tasks.filter(isShown),
        progress: change.progress.filter(({ task }) => isShown({ id: task })),
        logs: isLate ? [] : this.#drawnFor(change.logs),
        logsDropped: isLate ? 0 : change.logsDropped,
      });
    });
  }

  /** What is not drawn itself speaks for what stands for it. */
  #drawnFor(lines: LogLine[]): LogLine[] {
    return lines.map((line) => {
      const task = line.task && this.#nodes.shownFor(line.task);
      return task === line.task ? line : { ...line, ...(task && { task }) };
    });
  }
}
