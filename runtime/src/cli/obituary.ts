import type {
  RunError,
  RunEvent,
  RunFinished,
  RunId,
  State,
  StateName,
  TaskRunId,
} from "@millrace/protocol";
import { isOver } from "./terminal/group-state.js";

interface Known {
  seq: number;
  started: number;
  tasks: Map<TaskRunId, StateName>;
  finished: boolean;
}

/** Keeps what is needed to end a run's events when its process no longer can. */
export class Obituary {
  /** The outermost run; the first to start. */
  root: RunId | undefined;
  finished: RunFinished | undefined;
  readonly #runs = new Map<RunId, Known>();

  note(event: RunEvent): void {
    if (event.type === "run-started") {
      this.root ??= event.run;
      this.#runs.set(event.run, { seq: 0, started: event.time, tasks: new Map(), finished: false });
    }
    const run = this.#runs.get(event.run);
    if (!run) return;
    run.seq = event.seq;
    if (event.type === "task-state") run.tasks.set(event.task, event.state.name);
    if (event.type !== "run-finished") return;
    run.finished = true;
    if (event.run === this.root) this.finished = event;
  }

  /** The last events of the runs that did not end, those that were called first. */
  last(state: State, now: number): RunFinished[] {
    return [...this.#runs]
      .filter(([, { finished }]) => !finished)
      .reverse()
      .map(([run, { seq, started, tasks }]) => {
        const counts: RunFinished["counts"] = {};
        for (const name of tasks.values()) {
          const end = isOver(name) ? name : (state.name as StateName);
          counts[end] = (counts[end] ?? 0) + 1;
        }
        const error: RunError = { name: state.name, message: state.message ?? "", stack: [] };
        return {
          type: "run-finished",
          seq: seq + 1,
          run,
          time: now,
          state,
          duration: now - started,
          counts,
          ...(state.name === "Crashed" ? { error } : {}),
        };
      });
  }
}
