/**
 * What is known of one run and of the runs called in it: their events, folded. Pure; whoever shows
 * it asks {@link RunChanges.take} for what changed since, so that a thousand events a second cost
 * twenty messages.
 */
import type {
  InputRequest,
  InputRequestId,
  LogLine,
  LogWritten,
  PanelRun,
  ProgressMade,
  RunEvent,
  RunFinished,
  RunId,
  RunSnapshot,
  RunStarted,
  State,
  TaskOverview,
  TaskRun,
  TaskRunId,
  TaskStateChanged,
} from "@millrace/protocol";
import { noteAttempt } from "./attempts.js";
import { isFailure, isFinal } from "./ends.js";
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
  /** In a subflow: the task run that stands for the subflow's run. */
  within?: TaskRunId;
  site?: string;
  via?: string[];
}

/** A run of the tree, and how much of it is known. */
interface Told {
  /** The highest `seq` seen. */
  seq: number;
  standIn?: TaskRunId;
}

export class RunModel {
  readonly entries = new Map<TaskRunId, TaskEntry>();
  /** What it waits for people to answer, oldest first. */
  readonly inputs = new Map<InputRequestId, InputRequest>();
  readonly logs: LogLine[] = [];
  logsDropped = 0;
  /** Events that never arrived. */
  missing = 0;
  /** The run itself and those called in it. */
  readonly #told = new Map<RunId, Told>();
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
    model.#told.set(event.run, { seq: event.seq });
    return model;
  }

  /**
   * @param lines of the run and of those called in it, in the order of time
   * @param called the runs called in it, each after the one that called it
   */
  static restored(
    snapshot: RunSnapshot,
    lines: readonly Omit<LogWritten, "type">[],
    called: readonly RunSnapshot[] = [],
    linesBefore = 0,
  ): RunModel {
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
    for (const { id, seq, tasks, inputs, parentTask: standIn } of [snapshot, ...called]) {
      const isCalled = id !== snapshot.id && standIn !== undefined;
      if (isCalled) model.#begun(standIn, id);
      const told: Told = { seq, ...(isCalled && { standIn }) };
      model.#told.set(id, told);
      for (const task of tasks) model.#restore(task, told);
      for (const request of inputs) model.inputs.set(request.id, request);
    }
    model.logsDropped = linesBefore;
    for (const line of lines) {
      const told = model.#told.get(line.run);
      // What was written after the snapshot comes with the events.
      if (told && line.seq <= told.seq) model.#log(line, told);
    }
    return model;
  }

  get tasks(): TaskRun[] {
    return [...this.entries.values()].map(({ task }) => task);
  }

  get ended(): boolean {
    return this.run.ended !== undefined;
  }

  /**
   * The task run that failed for itself, not for another one: where to look first. Of a subflow that
   * failed it is the task run in it that did.
   */
  get failedTask(): TaskRun | undefined {
    const failed = [...this.entries.values()].filter(
      ({ task: { state } }) => isFailure(state) && state.name !== "UpstreamFailed",
    );
    const own = failed.filter(({ within }) => within === undefined);
    let found = own.find(({ task }) => task.id === this.run.error?.task) ?? own[0];
    for (let inner = found; inner; ) {
      found = inner;
      const { id } = inner.task;
      inner = failed.find(({ within }) => within === id);
    }
    return found?.task;
  }

  /** Takes an event of the run, or of a run called in it; those of other runs change nothing. */
  apply(event: RunEvent): void {
    const { run, seq } = event;
    const told = this.#told.get(run) ?? this.#newRun(event);
    if (!told || seq <= told.seq) return;
    this.missing += seq - told.seq - 1;
    told.seq = seq;
    switch (event.type) {
      case "task-state":
        this.#taskState(event, told);
        break;
      case "progress":
        this.#progressMade(event);
        break;
      case "log":
        this.#log(event, told);
        break;
      case "run-state":
        if (run !== this.run.id) break;
        this.run.state = event.state;
        this.#runChanged();
        break;
      case "input-requested":
        this.inputs.set(event.request.id, event.request);
        this.#inputsChanged();
        break;
      case "input-settled":
        this.inputs.delete(event.request);
        this.#inputsChanged();
        break;
      case "run-finished":
        if (run === this.run.id) this.#finished(event);
    }
  }

  /**
   * The process is gone and did not say how the run ended.
   * @param how what became of it, such as `was ended by SIGKILL`
   * @param stopped somebody had asked for its end
   */
  lose(how: string, now: number, stopped = false): void {
    const message = `The run process ${how}.`;
    const end: State = stopped
      ? { type: "CANCELLED", name: "Cancelled", message }
      : { type: "CRASHED", name: "Crashed", message };
    this.run.lost = { message: `It ${how}.`, since: now };
    this.run.state = end;
    this.run.ended = now;
    this.#runChanged();
    this.#forgetInputs();
    for (const { task } of this.entries.values()) {
      if (isFinal(task.state)) continue;
      task.state = end;
      task.ended = now;
      this.#taskChanged(task.id);
    }
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

  /** A run begins where a task run of the tree stands for it. */
  #newRun(event: RunEvent): Told | undefined {
    if (event.type !== "run-started") return undefined;
    const { run, parentTask: standIn } = event;
    if (standIn === undefined || !this.entries.has(standIn)) return undefined;
    const told: Told = { seq: 0, standIn };
    this.#told.set(run, told);
    this.#begun(standIn, run);
    return told;
  }

  /** A task run stands for a run from now on; of the run before, another attempt, only words stay. */
  #begun(standIn: TaskRunId, run: RunId): void {
    const entry = this.entries.get(standIn);
    if (!entry) return;
    if (entry.task.subflow !== undefined && entry.task.subflow !== run) this.#forget(standIn);
    entry.task.subflow = run;
    this.#taskChanged(standIn);
  }

  /** Task runs within this one go, and those within them. */
  #forget(standIn: TaskRunId): void {
    for (const [id, { within }] of this.entries) {
      if (within !== standIn) continue;
      this.#forget(id);
      this.entries.delete(id);
      this.#progress.delete(id);
      for (const follower of this.#followers) follower.forget(id);
    }
  }

  #runChanged(): void {
    for (const follower of this.#followers) follower.run = true;
  }

  #inputsChanged(): void {
    for (const follower of this.#followers) follower.inputs = true;
  }

  /** Nobody waits for answers any more. */
  #forgetInputs(): void {
    if (this.inputs.size === 0) return;
    this.inputs.clear();
    this.#inputsChanged();
  }

  #taskChanged(id: TaskRunId): void {
    for (const follower of this.#followers) follower.tasks.add(id);
  }

  #finished({ state, time, error }: RunFinished): void {
    this.run.state = state;
    this.run.ended = time;
    if (error) this.run.error = error;
    this.#runChanged();
    this.#forgetInputs();
  }

  #taskState(event: TaskStateChanged, { standIn }: Told): void {
    const { task: id, state, time, attempt } = event;
    const entry = this.entries.get(id) ?? this.#newTask(event, standIn);
    const { task } = entry;
    noteAttempt(task, event);
    task.state = state;
    task.attempt = attempt;
    task.upstream = event.upstream;
    if (event.reason !== undefined) task.reason = event.reason;
    if (event.error) task.error = event.error;
    else if (state.type === "COMPLETED" || state.type === "RUNNING") delete task.error;
    if (state.type === "RUNNING") task.started ??= time;
    if (isFinal(state)) task.ended = time;
    setOptional(task, "retryAt", state.until);
    this.#taskChanged(id);
  }

  #newTask(event: TaskStateChanged, within: TaskRunId | undefined): TaskEntry {
    const { task: id, name, state, time, attempt, upstream, map, node, via } = event;
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
    setOptional(entry, "within", within);
    this.entries.set(id, entry);
    return entry;
  }

  #restore(overview: TaskOverview, { standIn }: Told): void {
    const { id, name, state, attempt, created, started, ended, upstream, map, subflow, error } =
      overview;
    const task: TaskRun = { id, name, state, attempt, created, upstream };
    setOptional(task, "started", started);
    setOptional(task, "ended", ended);
    setOptional(task, "map", map);
    setOptional(task, "subflow", subflow);
    setOptional(task, "error", error);
    setOptional(task, "reason", overview.reason);
    setOptional(task, "attempts", overview.attempts);
    const { node, via } = overview;
    const entry: TaskEntry = { task, ...(node && { site: node }), ...(via && { via }) };
    setOptional(entry, "within", standIn);
    this.entries.set(id, entry);
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

  /** What a subflow itself says belongs to the task run that stands for it. */
  #log({ level, message, time, task, source }: Omit<LogWritten, "type">, { standIn }: Told): void {
    const line: LogLine = { level, message: cut(message), time };
    setOptional(line, "task", task ?? standIn);
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

function cut(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message;
  return `${message.slice(0, LONGEST_MESSAGE)}… (${message.length.toLocaleString("en")} characters)`;
}

function setOptional<T, K extends keyof T>(target: T, key: K, value: T[K] | undefined): void {
  if (value === undefined) delete target[key];
  else target[key] = value;
}
