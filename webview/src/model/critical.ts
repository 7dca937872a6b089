/** The chain of task runs that decided when the run ended. */
import type { NodeId, RunId, TaskRun } from "@millrace/protocol";
import { runOf, type TaskStore } from "./tasks.js";

export interface CriticalPath {
  tasks: TaskRun[];
  nodes: Set<NodeId>;
}

/**
 * From the last task run to end, back to whichever upstream ended last, and the same within each
 * subflow on the way. A task still running counts as ending now.
 */
export function criticalPath(store: TaskStore, now: number): CriticalPath {
  const inner = new Map<RunId, TaskRun[]>();
  for (const { subflow } of store.byId.values()) if (subflow !== undefined) inner.set(subflow, []);
  const own: TaskRun[] = [];
  for (const task of store.byId.values()) (inner.get(runOf(task)) ?? own).push(task);

  const path = (among: readonly TaskRun[]): TaskRun[] =>
    chain(among, store, now).flatMap((task) => [
      task,
      ...path(inner.get(task.subflow ?? "") ?? []),
    ]);
  const tasks = path(own);
  return { tasks, nodes: new Set(tasks.map((task) => store.nodeOf(task))) };
}

function chain(among: readonly TaskRun[], store: TaskStore, now: number): TaskRun[] {
  const end = (task: TaskRun) => task.ended ?? (task.started === undefined ? 0 : now);
  let last: TaskRun | undefined;
  for (const task of among) {
    if (task.started !== undefined && (!last || end(task) > end(last))) last = task;
  }
  const tasks: TaskRun[] = [];
  const seen = new Set<string>();
  while (last && !seen.has(last.id)) {
    seen.add(last.id);
    tasks.unshift(last);
    let latest: TaskRun | undefined;
    for (const id of last.upstream) {
      const upstream = store.byId.get(id);
      if (upstream && (!latest || end(upstream) > end(latest))) latest = upstream;
    }
    last = latest;
  }
  return tasks;
}
