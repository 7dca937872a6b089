import type { FlowGraph, Node, NodeId } from "@millrace/protocol";
import type { Codebase } from "./codebase.js";

/** A place where a task or subflow is called: its flow, and the nodes there. */
export interface Appearance {
  file: string;
  flow: FlowGraph;
  nodes: Node[];
}

/** Every flow that calls the task or flow with this key. */
export function appearances(key: string, codebase: Codebase): Appearance[] {
  const found: Appearance[] = [];
  for (const file of codebase.files()) {
    for (const flow of codebase.source(file)?.analysis.graph.flows ?? []) {
      const nodes = flow.nodes.filter((node) => node.task === key);
      if (nodes.length > 0) found.push({ file, flow, nodes });
    }
  }
  return found;
}

/** Labels of the tasks and subflows next to a node, in both directions, through frames and loops. */
export function neighbours(
  { flow, nodes }: Appearance,
  direction: "upstream" | "downstream",
): string[] {
  const [near, far] =
    direction === "upstream" ? (["to", "from"] as const) : (["from", "to"] as const);
  const byId = new Map(flow.nodes.map((node) => [node.id, node]));
  const labels = new Set<string>();
  const seen = new Set<NodeId>(nodes.map(({ id }) => id));
  const queue = [...seen];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    for (const edge of flow.edges) {
      if (edge[near] !== id || edge.back || seen.has(edge[far])) continue;
      const next = byId.get(edge[far]);
      if (!next) continue;
      seen.add(next.id);
      if (isWork(next)) labels.add(next.label);
      else for (const inner of [next, ...inside(next.id, flow)]) collect(inner, labels, queue);
    }
  }
  return [...labels];
}

function collect(node: Node, labels: Set<string>, queue: NodeId[]): void {
  if (isWork(node)) labels.add(node.label);
  else queue.push(node.id);
}

/** What a branch, loop or try decides about stands inside it. */
function inside(group: NodeId, { nodes }: FlowGraph): Node[] {
  return nodes.filter((node) => node.group === group);
}

function isWork({ kind, task }: Node): boolean {
  return task !== undefined && (kind === "task" || kind === "flow" || kind === "map");
}
