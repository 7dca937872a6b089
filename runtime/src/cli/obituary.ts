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

  /** The runs that did not end, those that were called last first, and the last `seq` of each. */
  unfinished(): Map<RunId, number> {
    const runs = [...this.#runs].filter(([, { finished }]) => !finished).reverse();
    return new Map(runs.map(([run, { seq }]) => [run, seq]));
  }

  /**
   * The last events of the runs that did not end.
   * @param state how they ended, as far as can be seen from here
   * @param stored what the store has of each after what was heard of it. It may know nothing of the
   * end, or not that a person wanted it, where it was too busy to be told
   */
  last(state: State, now: number, stored: ReadonlyMap<RunId, readonly RunEvent[]>): RunEvent[] {
    return [...this.unfinished().keys()].flatMap((run) => {
      const events = stored.get(run) ?? [];
      const end = events.at(-1);
      const isKnown =
        end?.type === "run-finished" && [end.state.name, "Crashed"].includes(state.name);
      return isKnown
        ? [...events.slice(0, -1), withError(end)]
        : [withError(this.#end(run, state, now))];
    });
  }

  #end(run: RunId, state: State, now: number): RunFinished {
    const { seq, started, tasks } = this.#runs.get(run) as Known;
    const counts: RunFinished["counts"] = {};
    for (const name of tasks.values()) {
      const end = isOver(name) ? name : (state.name as StateName);
      counts[end] = (counts[end] ?? 0) + 1;
    }
    const duration = now - started;
    return { type: "run-finished", seq: seq + 1, run, time: now, state, duration, counts };
  }
}

function withError(end: RunFinished): RunFinished {
  const { name, message = "" } = end.state;
  const error: RunError = { name, message, stack: [] };
  return name === "Crashed" ? { ...end, error } : end;
}
