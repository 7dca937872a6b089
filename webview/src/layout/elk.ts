/** From the scene to elk's graph and back. Only numbers cross to the worker. */
import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js";
import type { Box, Placement, Point } from "../model/geometry.js";
import { at, type Scene } from "../model/scene.js";
import { handlingOf, ROOT } from "./hierarchy.js";
import {
  GROUP_PADDING,
  levelOptions,
  ORTHOGONAL_LIMIT,
  PRETTY_LIMIT,
  rootOptions,
} from "./options.js";
import { elbow } from "./provisional.js";

/** Where nodes were before, by index of the new scene; new nodes are absent. */
export type Before = ReadonlyMap<number, Point>;

export function toElk(scene: Scene, before: Before): ElkNode {
  const later = before.size > 0;
  const handling = handlingOf(scene);
  const total = scene.nodes.length;
  // One port a side keeps a node's edges together; in large graphs ports cost as much as the rest.
  const ported = total <= PRETTY_LIMIT;
  const positions = later ? positionsOf(scene, before) : undefined;

  const convert = (index: number): ElkNode => {
    const node = at(scene.nodes, index);
    const position = positions?.[index];
    // Cards of a column share their left edge, where the eye and the edges enter them.
    const layoutOptions: Record<string, string> = { "elk.alignment": "LEFT" };
    if (ported) layoutOptions["elk.portConstraints"] = "FIXED_SIDE";
    if (position) layoutOptions["elk.position"] = `(${position.x},${position.y})`;
    const ports = ported
      ? [
          { id: `w${index}`, layoutOptions: { "elk.port.side": "WEST" } },
          { id: `e${index}`, layoutOptions: { "elk.port.side": "EAST" } },
        ]
      : [];
    if (!node.open) {
      return { id: String(index), width: node.width, height: node.height, ports, layoutOptions };
    }
    const own = handling.get(index);
    Object.assign(layoutOptions, own ? levelOptions(total, later, own) : {}, {
      "elk.padding": GROUP_PADDING,
      "elk.nodeSize.constraints": "MINIMUM_SIZE",
      "elk.nodeSize.minimum": `(${node.width},${node.height})`,
    });
    return { id: String(index), ports, layoutOptions, children: node.children.map(convert) };
  };

  const edges: ElkExtendedEdge[] = scene.edges.map(({ index, from, to }) => ({
    id: `l${index}`,
    sources: [ported ? `e${from}` : String(from)],
    targets: [ported ? `w${to}` : String(to)],
  }));
  return {
    id: "root",
    layoutOptions: rootOptions(total, later, handling.get(ROOT)),
    children: scene.nodes.filter((node) => node.parent < 0).map((node) => convert(node.index)),
    edges,
  };
}

/** A new node goes just after what it follows, so that it slots in and pushes nobody aside. */
function positionsOf(scene: Scene, before: Before): Point[] {
  const absolute: Point[] = [];
  for (const node of scene.nodes) {
    const known = before.get(node.index);
    if (known) {
      absolute[node.index] = known;
      continue;
    }
    const [incoming] = at(scene.in, node.index);
    const source = incoming === undefined ? undefined : at(scene.edges, incoming).from;
    const anchor = source === undefined ? undefined : (before.get(source) ?? absolute[source]);
    absolute[node.index] = anchor ? { x: anchor.x + 240, y: anchor.y + 1 } : { x: 0, y: 1e5 };
  }
  return scene.nodes.map((node) => {
    const own = at(absolute, node.index);
    const parent = node.parent < 0 ? { x: 0, y: 0 } : at(absolute, node.parent);
    return { x: Math.round(own.x - parent.x), y: Math.round(own.y - parent.y) };
  });
}

export function fromElk(scene: Scene, root: ElkNode): Placement {
  const boxes: Box[] = [];
  const lines: Point[][] = [];
  const visit = (node: ElkNode): void => {
    for (const child of node.children ?? []) {
      const { x = 0, y = 0, width = 0, height = 0 } = child;
      boxes[Number(child.id)] = { x, y, width, height };
      visit(child);
    }
    for (const edge of node.edges ?? []) {
      const points = edge.sections?.flatMap((section) => [
        section.startPoint,
        ...(section.bendPoints ?? []),
        section.endPoint,
      ]);
      if (points) lines[Number(edge.id.slice(1))] = points;
    }
  };
  visit(root);
  for (const { index, from, to } of scene.edges) {
    lines[index] ??= elbow(at(boxes, from), at(boxes, to));
  }
  // Polylines hug the boxes; straight ends in and out read better.
  if (scene.nodes.length > ORTHOGONAL_LIMIT) {
    for (const { index, from, to, back } of scene.edges) {
      if (!back && at(lines, index).length > 8)
        lines[index] = elbow(at(boxes, from), at(boxes, to));
    }
  }
  return { boxes, lines, width: root.width ?? 0, height: root.height ?? 0, quality: "final" };
}
