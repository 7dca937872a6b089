/** How much of a drawing stays where it was when a person edits one place of a flow. */
import type { FlowGraph, NodeId } from "@millrace/protocol";
import type { Box, Placement } from "../../../webview/src/model/geometry.js";
import { at, buildScene, type Scene } from "../../../webview/src/model/scene.js";
import type { Elk } from "./elk.js";
import { edge, generator, node } from "./samples.js";

export interface Stability {
  /** Pairs of one column before and after, and how many of them changed their order. */
  pairs: number;
  flips: number;
  /** Share of the old nodes that moved by more than 8 px, once the drawings are aligned. */
  moved: number;
}

/** One task goes into an edge, and one leaf hangs on a node: what typing two calls does. */
export function edited(graph: FlowGraph, seed: number): FlowGraph {
  const random = generator(seed);
  const cut = graph.edges[Math.floor(random() * graph.edges.length)];
  const parent = graph.nodes[Math.floor(random() * graph.nodes.length)];
  if (!cut || !parent) throw new Error("the graph has no edge to cut");
  const place = graph.nodes.findIndex(({ id }) => id === cut.to);
  return {
    ...graph,
    nodes: [...graph.nodes.toSpliced(place, 0, node("inserted")), node("leaf")],
    edges: [
      ...graph.edges.filter((one) => one !== cut),
      edge(cut.from, "inserted"),
      edge("inserted", cut.to),
      edge(parent.id, "leaf"),
    ],
  };
}

export async function stabilityOf(
  elk: Elk,
  graph: FlowGraph,
  after: FlowGraph,
): Promise<Stability> {
  const scenes = [graph, after].map((one) => buildScene(one, { closed: new Set() }));
  const [one, two] = [at(scenes, 0), at(scenes, 1)];
  const first = await elk.layout(one);
  const known = new Map<number, Box>();
  for (const { id, index } of one.nodes) {
    const later = two.drawn.get(id);
    if (later !== undefined) known.set(later, at(first.boxes, index));
  }
  return compare(one, first, two, await elk.layout(two, known));
}

function compare(one: Scene, first: Placement, two: Scene, second: Placement): Stability {
  const [columns, laterColumns] = [columnsOf(one), columnsOf(two)];
  const ids = one.nodes.map(({ id }) => id);
  const before = boxesById(one, first);
  const after = boxesById(two, second);
  let [pairs, flips] = [0, 0];
  ids.forEach((a, index) => {
    for (const b of ids.slice(index + 1)) {
      if (columns.get(a) !== columns.get(b)) continue;
      if (laterColumns.get(a) !== laterColumns.get(b)) continue;
      pairs++;
      const was = y(before, a) - y(before, b);
      const is = y(after, a) - y(after, b);
      if (was * is < 0) flips++;
    }
  });
  const shifts = ids.map((id) => y(after, id) - y(before, id));
  const middle = shifts.toSorted((a, b) => a - b)[shifts.length >> 1] ?? 0;
  const moved = shifts.filter((shift) => Math.abs(shift - middle) > 8).length / ids.length;
  return { pairs, flips, moved };
}

/** A node's column is the longest path to it. */
function columnsOf({ nodes, edges }: Scene): Map<NodeId, number> {
  const column = nodes.map(() => 0);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to } of edges) {
      if (at(column, to) > at(column, from)) continue;
      column[to] = at(column, from) + 1;
      changed = true;
    }
  }
  return new Map(nodes.map(({ id, index }) => [id, at(column, index)]));
}

function boxesById(scene: Scene, { boxes }: Placement): Map<NodeId, Box> {
  return new Map(scene.nodes.map(({ id, index }) => [id, at(boxes, index)]));
}

function y(boxes: Map<NodeId, Box>, id: NodeId): number {
  const box = boxes.get(id);
  if (!box) throw new Error(`${id} is not drawn`);
  return box.y + box.height / 2;
}
