/** Two runs side by side: what each drawn node did in the other run. */
import type { ComparedSide, ComparedTask, NodeId, RunComparison } from "@millrace/protocol";
import { formatDuration } from "./format.js";
import { statusOf } from "./status.js";
import type { TaskStore } from "./tasks.js";

/**
 * Rows by node. The comparison names nodes of the graph where it can; a row that it cannot place
 * belongs to the node whose task runs bear its name, where just one does.
 */
export function comparedByNode(
  comparison: RunComparison,
  known: (id: NodeId) => boolean,
  tasks: TaskStore,
): Map<NodeId, ComparedTask> {
  const named = new Map<string, NodeId | undefined>();
  for (const [node, list] of tasks.byNode) {
    for (const name of new Set(list.map((task) => task.name))) {
      named.set(name, named.has(name) ? undefined : node);
    }
  }
  const rows = new Map<NodeId, ComparedTask>();
  for (const row of comparison.tasks) {
    const node = row.node !== undefined && known(row.node) ? row.node : named.get(row.name);
    if (node !== undefined && !rows.has(node)) rows.set(node, row);
  }
  return rows;
}

/** Milliseconds that the right run took longer, negative where it was faster. */
export function delta({ left, right }: Sides): number | undefined {
  if (left?.duration === undefined || right?.duration === undefined) return undefined;
  return right.duration - left.duration;
}

interface Sides {
  left?: Pick<ComparedSide, "duration">;
  right?: Pick<ComparedSide, "duration">;
}

/** `+0.6 s`, `−40 ms`, `same` below a millisecond. */
export function formatDelta(ms: number): string {
  if (Math.abs(ms) < 1) return "same";
  return `${ms > 0 ? "+" : "−"}${formatDuration(Math.abs(ms))}`;
}

/** What changed most first: states, then durations. */
export function byWeight(tasks: readonly ComparedTask[]): ComparedTask[] {
  const weight = (task: ComparedTask) =>
    (stateChanged(task) ? 1e12 : 0) + Math.abs(delta(task) ?? 0);
  return [...tasks].sort((a, b) => weight(b) - weight(a));
}

export function stateChanged({ left, right }: ComparedTask): boolean {
  if (!left || !right) return true;
  return statusOf(left.state) !== statusOf(right.state);
}
