import type { Edge, FlowGraph, Node } from "@millrace/protocol";

/** A flow's graph as something to draw: frames around what stands in them, numbered throughout. */
export interface Picture {
  flow: FlowGraph;
  /** Distinguishes the flows of one drawing. */
  index: number;
  roots: Box[];
  edges: { edge: Edge; from: Box; to: Box }[];
}

/** A node; a frame, where other nodes stand in it. */
export interface Box {
  id: string;
  node: Node;
  children: Box[];
}

export function pictureOf(flow: FlowGraph, index: number): Picture {
  const boxes = new Map(
    flow.nodes.map((node, i): [string, Box] => [
      node.id,
      { id: `f${index}n${i}`, node, children: [] },
    ]),
  );
  const roots: Box[] = [];
  for (const box of boxes.values()) {
    const frame = box.node.group === undefined ? undefined : boxes.get(box.node.group);
    (frame?.children ?? roots).push(box);
  }
  const edges = flow.edges.flatMap((edge) => {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
    return from && to ? [{ edge, from, to }] : [];
  });
  return { flow, index, roots, edges };
}

/** The label, and how often it runs where that is not once. */
export function captionOf({ label, times, kind }: Node): string {
  if (kind !== "task" && kind !== "flow" && kind !== "map") return label;
  return times === "0..n" || times === "1..n" ? `${label} ×n` : label;
}

export function isFrame({ children }: Box): boolean {
  return children.length > 0;
}

/** What an edge says besides where it leads. */
export const EDGE_LABELS: Record<Edge["kind"], string> = {
  data: "",
  order: "after",
  wait: "wait",
  control: "if",
  error: "on error",
};
