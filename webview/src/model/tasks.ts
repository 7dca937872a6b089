/**
 * The task runs of the run on the graph, with counts per node kept as they change: a thousand
 * changes a second must cost a thousand small additions, whatever the size of the run.
 */
import type { NodeId, RunId, TaskRun, TaskRunId } from "@millrace/protocol";
import { isActive, isFailure, STATUS_INDEX, STATUSES, type Status, statusOf } from "./status.js";

/** What the task runs of one node amount to. */
export interface Tally {
  counts: Uint32Array;
  total: number;
  /** Mapped calls announced, where the run said so. */
  expected: number;
  first: TaskRun;
  latest: TaskRun;
  failed?: TaskRun;
  started: number;
  ended: number;
}

export interface Progress {
  done: number;
  total?: number;
  message?: string;
}

/** Task runs without a node are drawn together by name. */
export function seenId(name: string): NodeId {
  return `seen:${name}`;
}

export class TaskStore {
  readonly byId = new Map<TaskRunId, TaskRun>();
  readonly byNode = new Map<NodeId, TaskRun[]>();
  readonly tallies = new Map<NodeId, Tally>();
  readonly progress = new Map<TaskRunId, Progress>();
  /** By status. Of a subflow its task runs count, not the one that stands for it. */
  readonly counts = new Uint32Array(STATUSES.length);
  /** The runs that task runs are known of. */
  private readonly runs = new Set<RunId>();
  private readonly standIns = new Map<RunId, TaskRunId>();
  /** Nodes with task runs that stand for runs. */
  private readonly calls = new Set<NodeId>();

  nodeOf(task: TaskRun): NodeId {
    return task.node ?? seenId(task.name);
  }

  /** @returns the nodes whose look may have changed. */
  upsert(tasks: readonly TaskRun[]): Set<NodeId> {
    const touched = new Set<NodeId>();
    const moved = new Map<NodeId, Set<TaskRun>>();
    for (const task of tasks) {
      const before = this.byId.get(task.id);
      const left = before && this.nodeOf(before);
      const node = this.nodeOf(task);
      this.enter(task, before);
      if (before && left !== undefined && left !== node) {
        const leavers = moved.get(left) ?? new Set();
        moved.set(left, leavers.add(before));
        touched.add(left);
        this.put(node, task, undefined);
      } else this.put(node, task, before);
      touched.add(node);
    }
    for (const [node, leavers] of moved) this.leave(node, leavers);
    return touched;
  }

  /** Whether it stands for a run whose own task runs are known. */
  holdsTasks({ subflow }: TaskRun): boolean {
    return subflow !== undefined && this.runs.has(subflow);
  }

  private enter(task: TaskRun, before: TaskRun | undefined): void {
    const run = runOf(task);
    if (!this.runs.has(run)) {
      const standIn = this.byId.get(this.standIns.get(run) ?? "");
      if (standIn) decrement(this.counts, STATUS_INDEX[statusOf(standIn.state)]);
      this.runs.add(run);
    }
    if (before && !this.holdsTasks(before)) {
      decrement(this.counts, STATUS_INDEX[statusOf(before.state)]);
    }
    this.byId.set(task.id, task);
    if (task.subflow !== undefined) {
      this.standIns.set(task.subflow, task.id);
      this.calls.add(this.nodeOf(task));
    }
    if (!this.holdsTasks(task)) increment(this.counts, STATUS_INDEX[statusOf(task.state)]);
  }

  /** The code changed, and the task runs are another node now: all at once, for there may be thousands. */
  private leave(node: NodeId, leavers: ReadonlySet<TaskRun>): void {
    const rest = (this.byNode.get(node) ?? []).filter((one) => !leavers.has(one));
    this.byNode.delete(node);
    this.tallies.delete(node);
    for (const one of rest) this.put(node, one, undefined);
  }

  private put(node: NodeId, task: TaskRun, before: TaskRun | undefined): void {
    const status = STATUS_INDEX[statusOf(task.state)];
    const tally = this.tallies.get(node);
    if (!tally) {
      this.byNode.set(node, [task]);
      this.tallies.set(node, newTally(task, status));
      return;
    }
    increment(tally.counts, status);
    if (before) {
      decrement(tally.counts, STATUS_INDEX[statusOf(before.state)]);
      replace(this.byNode.get(node), before, task);
      if (tally.first === before) tally.first = task;
      if (tally.failed === before) delete tally.failed;
    } else {
      this.byNode.get(node)?.push(task);
      tally.total++;
    }
    join(tally, task);
  }

  /** What counts of a node: of the calls of a subflow those that no task runs are known of. */
  steps(node: NodeId): Tally | undefined {
    if (!this.calls.has(node)) return this.tallies.get(node);
    const tasks = this.byNode.get(node) ?? [];
    const [first, ...rest] = tasks.filter((task) => !this.holdsTasks(task));
    if (!first) return undefined;
    const tally = newTally(first, STATUS_INDEX[statusOf(first.state)]);
    for (const task of rest) {
      increment(tally.counts, STATUS_INDEX[statusOf(task.state)]);
      tally.total++;
      join(tally, task);
    }
    return { ...tally, expected: tally.total };
  }

  count(status: Status): number {
    return this.counts[STATUS_INDEX[status]] ?? 0;
  }

  /** Task runs that count. */
  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Task runs that ended, well or not. */
  get done(): number {
    const open = STATUSES.filter((status) => isActive(status) || status === "paused");
    return this.total - open.reduce((sum, status) => sum + this.count(status), 0);
  }

  get failures(): number {
    return this.count("failed") + this.count("crashed");
  }

  /** The failure to look at first: the one that came first, in a subflow the one that failed it. */
  firstFailed(): TaskRun | undefined {
    const failed = [...this.byId.values()].filter(({ state }) => isFailure(statusOf(state)));
    const runs = new Set(failed.map(runOf));
    let first: TaskRun | undefined;
    for (const task of failed) {
      if (task.subflow !== undefined && runs.has(task.subflow)) continue;
      if (!first || (task.ended ?? 0) < (first.ended ?? 0)) first = task;
    }
    return first;
  }
}

/** The run that a task run is of: its id begins with the run's. */
export function runOf({ id }: TaskRun): RunId {
  return id.slice(0, id.lastIndexOf("."));
}

function newTally(task: TaskRun, status: number): Tally {
  const counts = new Uint32Array(STATUSES.length);
  increment(counts, status);
  return {
    counts,
    total: 1,
    expected: Math.max(1, task.map?.of ?? 0),
    first: task,
    latest: task,
    ...(isFailure(statusOf(task.state)) ? { failed: task } : {}),
    started: task.started ?? Number.POSITIVE_INFINITY,
    ended: task.ended ?? 0,
  };
}

/** The task run is counted in the tally; the rest of it follows. */
function join(tally: Tally, task: TaskRun): void {
  tally.latest = task;
  if (!tally.failed && isFailure(statusOf(task.state))) tally.failed = task;
  tally.expected = Math.max(tally.expected, task.map?.of ?? 0, tally.total);
  tally.started = Math.min(tally.started, task.started ?? Number.POSITIVE_INFINITY);
  tally.ended = Math.max(tally.ended, task.ended ?? 0);
}

/** The runs of a mapped node come in order, so the place is nearly always where the index says. */
function replace(tasks: TaskRun[] | undefined, before: TaskRun, after: TaskRun): void {
  if (!tasks) return;
  const guess = after.map?.index ?? 0;
  const place = tasks[guess] === before ? guess : tasks.indexOf(before);
  if (place >= 0) tasks[place] = after;
}

function increment(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

function decrement(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] ?? 1) - 1;
}
