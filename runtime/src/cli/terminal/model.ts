import type {
  LogWritten,
  ProgressMade,
  RunError,
  RunEvent,
  RunFinished,
  RunId,
  RunStarted,
  State,
  StateName,
  TaskRunId,
  TaskStateChanged,
} from "@millrace/protocol";
import { isTrouble } from "./group-state.js";

/** A task run as far as a line of text tells of it. */
export interface TaskView {
  readonly id: TaskRunId;
  name: string;
  /** One of a map, which tells how many there will be. */
  readonly mapped: boolean;
  state: State;
  attempt: number;
  /** When it first ran, and when it last changed, in milliseconds since the epoch. */
  started?: number;
  changed: number;
  progress?: { done: number; total?: number; message?: string };
  error?: RunError;
  /** Why its code runs, or did not, where its files decided. */
  reason?: string;
  /** The subflow that it stands for. */
  subflow?: RunView;
}

/** The task runs of one call: one line, however often a loop or a map passes it. */
export interface Group {
  /** What all names of the group begin with. */
  label: string;
  /** How many there are so far. */
  size: number;
  /** Those that stand for flows. */
  readonly subflows: TaskView[];
  readonly counts: Map<StateName, number>;
  /** How many a map will make of it. */
  expected: number;
  started?: number;
  changed: number;
  latest: TaskView;
}

export interface RunView {
  readonly id: RunId;
  readonly flow: string;
  readonly file: string;
  state: State;
  readonly started: number;
  finished?: RunFinished;
  readonly groups: Map<string, Group>;
}

const pending: State = { type: "PENDING", name: "Pending" };

/** A task run and the group it is one of. */
export interface Member {
  readonly task: TaskView;
  readonly group: Group;
}

/**
 * What the events of a run, and of the runs it called, add up to. Task runs that ended well are only
 * counted from then on: there may be a hundred thousand of them.
 */
export class RunModel {
  root: RunView | undefined;
  readonly runs = new Map<RunId, RunView>();
  /** The task runs that failed by themselves, in that order; they tell why others could not run. */
  readonly failures: TaskView[] = [];
  readonly #tasks = new Map<TaskRunId, Member>();

  /** @returns the task run that entered a state */
  apply(event: Exclude<RunEvent, LogWritten>): Member | undefined {
    if (event.type === "run-started") this.#start(event);
    const run = this.runs.get(event.run);
    if (!run) return undefined;
    switch (event.type) {
      case "task-state":
        return this.#changeTask(run, event);
      case "progress":
        this.#progress(event);
        break;
      case "run-state":
        run.state = event.state;
        break;
      case "run-finished":
        run.state = event.state;
        run.finished = event;
    }
    return undefined;
  }

  taskName(task: TaskRunId | undefined): string | undefined {
    return task === undefined ? undefined : this.#tasks.get(task)?.task.name;
  }

  /** Task runs of the outermost run by the state they are in. */
  counts(run = this.root): Partial<Record<StateName, number>> {
    const sums: Partial<Record<StateName, number>> = {};
    for (const { counts } of run?.groups.values() ?? []) {
      for (const [name, count] of counts) if (count > 0) sums[name] = (sums[name] ?? 0) + count;
    }
    return sums;
  }

  #start({ run: id, flow, file, time, parentTask }: RunStarted): void {
    const run: RunView = { id, flow, file, state: pending, started: time, groups: new Map() };
    this.runs.set(id, run);
    const parent = parentTask === undefined ? undefined : this.#tasks.get(parentTask);
    if (parent) {
      parent.task.subflow = run;
      parent.group.subflows.push(parent.task);
    } else this.root ??= run;
  }

  #progress({ task, done, total, message }: ProgressMade): void {
    const known = this.#tasks.get(task);
    if (!known) return;
    known.task.progress = {
      done,
      ...(total === undefined ? {} : { total }),
      ...(message === undefined ? {} : { message }),
    };
  }

  #changeTask(run: RunView, event: TaskStateChanged): Member {
    const known = this.#tasks.get(event.task) ?? this.#addTask(run, event);
    const { task, group } = known;
    count(group, task.state.name, -1);
    count(group, event.state.name, 1);
    task.state = event.state;
    task.attempt = event.attempt;
    task.changed = event.time;
    // Its arguments may have been on their way when it was called.
    if (group.size === 1 && group.label === task.name) group.label = event.name;
    task.name = event.name;
    if (event.error) task.error = event.error;
    if (event.reason !== undefined) task.reason = event.reason;
    if (task.error && isTrouble(task.state.name)) this.failures.push(task);
    if (event.state.type === "RUNNING") {
      task.started ??= event.time;
      group.started ??= event.time;
    }
    group.changed = event.time;
    group.latest = task;
    if (event.state.type === "COMPLETED") this.#tasks.delete(event.task);
    return known;
  }

  #addTask(run: RunView, event: TaskStateChanged): Member {
    const { task: id, name, state, attempt, time: changed } = event;
    const task: TaskView = { id, name, mapped: event.map !== undefined, state, attempt, changed };
    // A map's runs may each have a name of their own: what they share is the call.
    const key = event.map && event.node ? event.node : `${event.node ?? ""} ${name}`;
    let group = run.groups.get(key);
    if (!group) {
      const counts = new Map<StateName, number>();
      group = { label: name, size: 0, subflows: [], counts, expected: 1, changed, latest: task };
      run.groups.set(key, group);
    }
    group.size++;
    group.expected = Math.max(group.size, event.map?.of ?? 1);
    if (group.label !== name) group.label = sharedStart(group.label, name);
    count(group, state.name, 1);
    const known = { task, group };
    this.#tasks.set(id, known);
    return known;
  }
}

function count(group: Group, name: StateName, by: number): void {
  group.counts.set(name, (group.counts.get(name) ?? 0) + by);
}

/** `load-a`, `load-b`: `load-…`. */
function sharedStart(label: string, name: string): string {
  const known = label.replace(/…$/, "");
  let length = 0;
  while (length < known.length && known[length] === name[length]) length++;
  return `${known.slice(0, length)}…`;
}
