/**
 * What is known of one run: its events, folded. Pure; whoever shows it asks {@link RunModel.take}
 * for what changed since, so that a thousand events a second cost twenty messages.
 */
import type {
  LogLine,
  LogWritten,
  PanelRun,
  ProgressMade,
  RunEvent,
  RunFinished,
  RunSnapshot,
  RunStarted,
  State,
  TaskOverview,
  TaskRun,
  TaskRunId,
  TaskStateChanged,
} from "@millrace/protocol";
import { RunChanges } from "./run-changes.js";

/** Log lines kept in memory; the rest is in the store. */
const LINES_KEPT = 20_000;
const LONGEST_MESSAGE = 10_000;

export interface ProgressItem {
  task: TaskRunId;
  done: number;
  total?: number;
  message?: string;
}

/** A task run and the call sites it came from, before it is matched to a node. */
export interface TaskEntry {
  task: TaskRun;
  site?: string;
  via?: string[];
}

export class RunModel {
  readonly entries = new Map<TaskRunId, TaskEntry>();
  readonly logs: LogLine[] = [];
  logsDropped = 0;
  /** The highest `seq` seen. */
  seq = 0;
  /** Events that never arrived. */
  missing = 0;
  /** The last word of each task. */
  readonly #progress = new Map<TaskRunId, ProgressItem>();
  readonly #followers = new Set<RunChanges>();

  constructor(readonly run: PanelRun) {}

  static started(event: RunStarted, flowKey: string): RunModel {
    const model = new RunModel({
      id: event.run,
      label: labelOf(event.run),
      flow: flowKey,
      state: { type: "RUNNING", name: "Running" },
      params: event.params,
      started: event.time,
      ...(event.retryOf !== undefined && { retryOf: event.retryOf }),
    });
    model.seq = event.seq;
    return model;
  }

  static restored(snapshot: RunSnapshot, lines: LogLine[]): RunModel {
    const model = new RunModel({
      id: snapshot.id,
      label: labelOf(snapshot.id),
      flow: snapshot.flowKey,
      state: snapshot.state,
      params: snapshot.params,
      started: snapshot.started ?? snapshot.created,
      ...(snapshot.ended !== undefined && { ended: snapshot.ended }),
      ...(snapshot.error && { error: snapshot.error }),
      ...(snapshot.retryOf !== undefined && { retryOf: snapshot.retryOf }),
    });
    model.seq = snapshot.seq;
    for (const task of snapshot.tasks) model.#restore(task);
    for (const line of lines) model.#keep(line);
    return model;
  }

  get tasks(): TaskRun[] {
    return [...this.entries.values()].map(({ task }) => task);
  }

  get ended(): boolean {
    return this.run.ended !== undefined;
  }

  /** The task run that failed for itself, not for another one: where to look first. */
  get failedTask(): TaskRun | undefined {
    const failed = this.tasks.filter(
      ({ state }) => isFailure(state) && state.name !== "UpstreamFailed",
    );
    return failed.find(({ id }) => id === this.run.error?.task) ?? failed[0];
  }

  apply(event: RunEvent): void {
    if (event.seq <= this.seq) return;
    this.missing += event.seq - this.seq - 1;
    this.seq = event.seq;
    switch (event.type) {
      case "task-state":
        this.#taskState(event);
        break;
      case "progress":
        this.#progressMade(event);
        break;
      case "log":
        this.#log(event);
        break;
      case "run-state":
        this.run.state = event.state;
        this.#runChanged();
        break;
      case "run-finished":
        this.#finished(event);
    }
  }

  /**
   * The process is gone and did not say how the run ended.
   * @param how what became of it, such as `was ended by SIGKILL`
   */
  lose(how: string, now: number): void {
    const crashed: State = { type: "CRASHED", name: "Crashed", message: `The run process ${how}.` };
    this.run.lost = { message: `It ${how}.`, since: now };
    this.run.state = crashed;
    this.run.ended = now;
    this.#runChanged();
    for (const { task } of this.entries.values()) {
      if (isFinal(task.state)) continue;
      task.state = crashed;
      task.ended = now;
      this.#taskChanged(task.id);
    }
  }

  /** The subflow run that a task run stands for. */
  setSubflow(id: TaskRunId, subflow: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    entry.task.subflow = subflow;
    this.#taskChanged(id);
  }

  /** To be told of what changes from now on; all tasks of now are its first change. */
  follow(): RunChanges {
    const taskOf = (id: TaskRunId) => this.entries.get(id)?.task;
    const changes = new RunChanges(taskOf, this.entries.keys(), this.#progress);
    this.#followers.add(changes);
    return changes;
  }

  unfollow(changes: RunChanges): void {
    this.#followers.delete(changes);
  }

  #runChanged(): void {
    for (const follower of this.#followers) follower.run = true;
  }

  #taskChanged(id: TaskRunId): void {
    for (const follower of this.#followers) follower.tasks.add(id);
  }

  #finished({ state, time, error }: RunFinished): void {
    this.run.state = state;
    this.run.ended = time;
    if (error) this.run.error = error;
    this.#runChanged();
  }

  #taskState(event: TaskStateChanged): void {
    const { task: id, state, time, attempt } = event;
    const entry = this.entries.get(id) ?? this.#newTask(event);
    const { task } = entry;
    noteAttempt(task, event);
    task.state = state;
    task.attempt = attempt;
    task.upstream = event.upstream;
    if (event.error) task.error = event.error;
    else if (state.type === "COMPLETED" || state.type === "RUNNING") delete task.error;
    if (state.type === "RUNNING") task.started ??= time;
    if (isFinal(state)) task.ended = time;
    setOptional(task, "retryAt", state.until);
    this.#taskChanged(id);
  }

  #newTask({
    task: id,
    name,
    state,
    time,
    attempt,
    upstream,
    map,
    node,
    via,
  }: TaskStateChanged): TaskEntry {
    const task: TaskRun = {
      id,
      name,
      state,
      attempt,
      created: time,
      upstream,
      ...(map && { map }),
    };
    const entry: TaskEntry = { task, ...(node && { site: node }), ...(via && { via }) };
    this.entries.set(id, entry);
    return entry;
  }

  #restore(overview: TaskOverview): void {
    const { id, name, state, attempt, created, started, ended, upstream, map, subflow, error } =
      overview;
    const task: TaskRun = { id, name, state, attempt, created, upstream };
    setOptional(task, "started", started);
    setOptional(task, "ended", ended);
    setOptional(task, "map", map);
    setOptional(task, "subflow", subflow);
    setOptional(task, "error", error);
    const { node, via } = overview;
    this.entries.set(id, { task, ...(node && { site: node }), ...(via && { via }) });
    if (overview.progress) this.#progress.set(id, { task: id, ...overview.progress });
    this.#taskChanged(id);
  }

  #progressMade({ task, done, total, message }: ProgressMade): void {
    const item: ProgressItem = { task, done };
    setOptional(item, "total", total);
    setOptional(item, "message", message);
    this.#progress.set(task, item);
    for (const follower of this.#followers) follower.progress.set(task, item);
  }

  #log({ level, message, time, task, source }: LogWritten): void {
    const line: LogLine = { level, message: cut(message), time };
    setOptional(line, "task", task);
    setOptional(line, "source", source);
    this.#keep(line);
  }

  #keep(line: LogLine): void {
    this.logs.push(line);
    for (const follower of this.#followers) follower.said(line);
    // Cut in pieces: to shift one line at a time is quadratic.
    if (this.logs.length > LINES_KEPT * 1.25) {
      const over = this.logs.length - LINES_KEPT;
      this.logs.splice(0, over);
      this.logsDropped += over;
    }
  }
}

/** What a person calls a run: ids are long, their beginnings are unique enough to tell apart. */
export function labelOf(run: string): string {
  return `#${run.slice(0, 6)}`;
}

export function isFailure({ type }: State): boolean {
  return type === "FAILED" || type === "CRASHED";
}

export function isFinal({ type }: State): boolean {
  return type === "COMPLETED" || type === "FAILED" || type === "CRASHED" || type === "CANCELLED";
}

/** Keeps the history of attempts where there is more than one. */
function noteAttempt(task: TaskRun, { state, attempt, time, error }: TaskStateChanged): void {
  const startsAgain = state.type === "RUNNING" && attempt > task.attempt && task.attempt > 0;
  if (startsAgain && !task.attempts) {
    const first = {
      attempt: task.attempt,
      state: failedState(task),
      started: task.started ?? time,
    };
    task.attempts = [{ ...first, ended: time, ...(task.error && { error: task.error }) }];
  }
  const attempts = task.attempts;
  if (!attempts) return;
  const last = attempts.at(-1);
  if (startsAgain && last?.attempt !== attempt) attempts.push({ attempt, state, started: time });
  else if (last && (isFinal(state) || state.name === "AwaitingRetry")) {
    last.state = state.name === "AwaitingRetry" ? { type: "FAILED", name: "Failed" } : state;
    last.ended = time;
    if (error) last.error = error;
  }
}

function failedState(task: TaskRun): State {
  return isFailure(task.state) ? task.state : { type: "FAILED", name: "Failed" };
}

function cut(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message;
  return `${message.slice(0, LONGEST_MESSAGE)}… (${message.length.toLocaleString("en")} characters)`;
}

function setOptional<T, K extends keyof T>(target: T, key: K, value: T[K] | undefined): void {
  if (value === undefined) delete target[key];
  else target[key] = value;
}
