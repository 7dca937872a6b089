import type { LogLine, TaskRun, TaskRunId } from "@millrace/protocol";
import type { ProgressItem } from "./run-model.js";

/** Log lines kept for one who has not looked yet. */
const LINES_WAITING = 20_000;

export interface RunChange {
  run: boolean;
  /** Task runs are gone: what was told before holds more than there is. */
  forgot: boolean;
  /** What it waits for people to answer. */
  inputs: boolean;
  tasks: TaskRun[];
  progress: ProgressItem[];
  logs: LogLine[];
  logsDropped: number;
}

/** What changed in a run since one follower looked last. Each has its own: several panels show a run. */
export class RunChanges {
  run = true;
  inputs = true;
  #forgot = false;
  readonly tasks: Set<TaskRunId>;
  readonly progress: Map<TaskRunId, ProgressItem>;
  #logs: LogLine[] = [];
  #logsDropped = 0;

  constructor(
    private readonly taskOf: (id: TaskRunId) => TaskRun | undefined,
    tasks: Iterable<TaskRunId>,
    progress: Iterable<[TaskRunId, ProgressItem]>,
  ) {
    this.tasks = new Set(tasks);
    this.progress = new Map(progress);
  }

  said(line: LogLine): void {
    this.#logs.push(line);
    if (this.#logs.length <= LINES_WAITING) return;
    this.#logsDropped += this.#logs.length - LINES_WAITING / 2;
    this.#logs = this.#logs.slice(-LINES_WAITING / 2);
  }

  forget(id: TaskRunId): void {
    this.tasks.delete(id);
    this.progress.delete(id);
    this.#forgot = true;
  }

  /** What changed since the last call. */
  take(): RunChange {
    const change: RunChange = {
      run: this.run,
      forgot: this.#forgot,
      inputs: this.inputs,
      tasks: [...this.tasks].flatMap((id) => this.taskOf(id) ?? []),
      progress: [...this.progress.values()],
      logs: this.#logs,
      logsDropped: this.#logsDropped,
    };
    this.run = false;
    this.#forgot = false;
    this.inputs = false;
    this.tasks.clear();
    this.progress.clear();
    this.#logs = [];
    this.#logsDropped = 0;
    return change;
  }
}
