/** Where the code, as it stands, and the run do not agree. */
import type { FlowGraph, NodeId } from "@millrace/protocol";
import { membersOf } from "./scene.js";
import type { TaskStore } from "./tasks.js";

export interface Drift {
  /** Nodes that the code has and the run never reached. */
  codeOnly: Set<NodeId>;
  /** Of those, the ones that had to run: the code is newer than the run, or the analysis is wrong. */
  missed: Set<NodeId>;
  /** Nodes that ran and that the code does not have. */
  runOnly: Set<NodeId>;
  /** Pairs of coded nodes where the run handed something on and the code shows no edge. */
  runOnlyEdges: { from: NodeId; to: NodeId }[];
}

const RUNNABLE = new Set(["task", "flow", "map"]);

export function drift(graph: FlowGraph | undefined, tasks: TaskStore): Drift {
  const { byId, members } = membersOf(graph);
  const codeOnly = new Set<NodeId>();
  const missed = new Set<NodeId>();
  for (const node of byId.values()) {
    const runs = RUNNABLE.has(node.kind) && (!members.has(node.id) || node.task !== undefined);
    if (!runs || tasks.tallies.has(node.id)) continue;
    codeOnly.add(node.id);
    if (node.certainty === "always" && hadToRun(node.id)) missed.add(node.id);
  }

  const runOnly = new Set<NodeId>();
  for (const id of tasks.tallies.keys()) if (!byId.has(id)) runOnly.add(id);

  const coded = new Set((graph?.edges ?? []).map((edge) => `${edge.from}\n${edge.to}`));
  const runOnlyEdges = new Map<string, { from: NodeId; to: NodeId }>();
  for (const task of tasks.byId.values()) {
    const to = tasks.nodeOf(task);
    for (const id of task.upstream) {
      const upstream = tasks.byId.get(id);
      if (!upstream) continue;
      const from = tasks.nodeOf(upstream);
      const key = `${from}\n${to}`;
      if (from === to || coded.has(key) || !byId.has(from) || !byId.has(to)) continue;
      if (!coveredByGroup(from, to)) runOnlyEdges.set(key, { from, to });
    }
  }
  return { codeOnly, missed, runOnly, runOnlyEdges: [...runOnlyEdges.values()] };

  /** What is in a subflow had to run only where the subflow itself did. */
  function hadToRun(id: NodeId): boolean {
    const call = around(id).find((each) => each !== id && byId.get(each)?.task !== undefined);
    if (call === undefined) return true;
    return tasks.byNode.get(call)?.some((task) => tasks.holdsTasks(task)) ?? false;
  }

  /** The code may draw the edge from or to a group that stands for its members. */
  function coveredByGroup(from: NodeId, to: NodeId): boolean {
    return around(from).some((a) => around(to).some((b) => coded.has(`${a}\n${b}`)));
  }

  function around(id: NodeId): NodeId[] {
    const chain: NodeId[] = [];
    for (let at: NodeId | undefined = id; at && !chain.includes(at); at = byId.get(at)?.group) {
      chain.push(at);
    }
    return chain;
  }
}
