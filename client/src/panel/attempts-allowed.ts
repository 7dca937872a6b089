import type { FlowGraph, NodeId, TaskRun } from "@millrace/protocol";

/** By node, for nodes whose tasks are tried again. */
const known = new WeakMap<FlowGraph, ReadonlyMap<NodeId, number>>();

/**
 * Notes how many attempts the code allows where a node is called. What was known before stays: later
 * edits do not change what a run was allowed.
 */
export function noteAttemptsAllowed(task: TaskRun, graph: FlowGraph, node: NodeId): void {
  const allowed = task.attemptsAllowed ?? allowedIn(graph).get(node);
  // A past run may have been allowed more than its code says by now.
  if (allowed === undefined || allowed < task.attempt) delete task.attemptsAllowed;
  else task.attemptsAllowed = allowed;
}

function allowedIn(graph: FlowGraph): ReadonlyMap<NodeId, number> {
  let allowed = known.get(graph);
  if (!allowed) {
    allowed = new Map(
      graph.nodes.flatMap(({ id, options }) =>
        options?.retries ? [[id, options.retries + 1]] : [],
      ),
    );
    known.set(graph, allowed);
  }
  return allowed;
}
