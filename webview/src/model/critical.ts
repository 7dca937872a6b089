/** The chain of task runs that decided when the run ended. */
import type { NodeId, TaskRun } from "@millrace/protocol";
import type { TaskStore } from "./tasks.js";

export interface CriticalPath {
  tasks: TaskRun[];
  nodes: Set<NodeId>;
}

/**
 * From the last task run to end, back to whichever upstream ended last. A task still running
 * counts as ending now.
 */
export function criticalPath(store: TaskStore, now: number): CriticalPath {
  const end = (task: TaskRun) => task.ended ?? (task.started === undefined ? 0 : now);
  let last: TaskRun | undefined;
  for (const task of store.byId.values()) {
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
  return { tasks, nodes: new Set(tasks.map((task) => store.nodeOf(task))) };
}
