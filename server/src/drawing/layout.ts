import type { ElkNode, LayoutOptions } from "elkjs/lib/elk-api.js";
import { type Box, captionOf, EDGE_LABELS, isFrame, type Picture } from "./picture.js";
import { widthOf } from "./text-width.js";

/** Where everything is, in pixels from the top left corner. */
export interface Layout {
  width: number;
  height: number;
  boxes: Map<string, { x: number; y: number; width: number; height: number }>;
  /** By the edge's place in the picture: its corners, and where its label goes. */
  edges: { points: Point[]; label: Point | undefined }[];
}

export interface Point {
  x: number;
  y: number;
}

const FRAME_PADDING = "[top=34,left=14,bottom=14,right=14]";

const OPTIONS: LayoutOptions = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.layered.layering.strategy": "LONGEST_PATH_SOURCE",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.spacing.nodeNode": "16",
  "elk.layered.spacing.nodeNodeBetweenLayers": "48",
  "elk.padding": "[top=0,left=0,bottom=0,right=0]",
};

/** Lays a picture out with elk; the same picture always gets the same layout. */
export async function layOut(picture: Picture): Promise<Layout> {
  const elk = new (await loadElk())();
  const root = await elk.layout({
    id: "root",
    layoutOptions: OPTIONS,
    children: picture.roots.map(elkNode),
    edges: picture.edges.map(({ edge, from, to }, index) => {
      const text = EDGE_LABELS[edge.kind];
      const labels = text ? [{ text, width: widthOf(text, 10) + 6, height: 14 }] : [];
      // Where a loop has to be broken up, it is at the edge that leads back.
      const layoutOptions = { "elk.layered.priority.direction": edge.back ? "0" : "10" };
      return { id: `e${index}`, sources: [from.id], targets: [to.id], labels, layoutOptions };
    }),
  });
  return read(root);
}

/**
 * elkjs takes a host that has a `self` and no `document` for a web worker, and then hands out no
 * class: in such a Node it must not see it while it loads.
 */
async function loadElk() {
  const own = Object.getOwnPropertyDescriptor(globalThis, "self");
  if (own?.configurable) Reflect.deleteProperty(globalThis, "self");
  try {
    const { default: elk } = await import("elkjs/lib/elk.bundled.js");
    // A CommonJS module: its class is the default export, or what that default holds.
    return (elk as unknown as { default?: typeof elk.default }).default ?? elk.default;
  } finally {
    if (own?.configurable) Object.defineProperty(globalThis, "self", own);
  }
}

function elkNode(box: Box): ElkNode {
  if (isFrame(box)) {
    const children = box.children.map(elkNode);
    return { id: box.id, children, layoutOptions: { "elk.padding": FRAME_PADDING } };
  }
  const { kind } = box.node;
  const isSmall = kind === "param" || kind === "return";
  const width = Math.ceil(widthOf(captionOf(box.node), 13) + (isSmall ? 28 : 32));
  return { id: box.id, width: Math.max(width, isSmall ? 48 : 96), height: isSmall ? 28 : 40 };
}

function read(root: ElkNode): Layout {
  const layout: Layout = {
    width: root.width ?? 0,
    height: root.height ?? 0,
    boxes: new Map(),
    edges: [],
  };
  const visit = ({ id, x = 0, y = 0, width = 0, height = 0, children = [] }: ElkNode): void => {
    layout.boxes.set(id, { x: tenth(x), y: tenth(y), width: tenth(width), height: tenth(height) });
    children.forEach(visit);
  };
  root.children?.forEach(visit);
  for (const { sections = [], labels = [] } of root.edges ?? []) {
    const points = sections
      .flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint])
      .map(({ x, y }) => ({ x: tenth(x), y: tenth(y) }));
    const [label] = labels;
    const at = label && { x: tenth((label.x ?? 0) + 3), y: tenth((label.y ?? 0) + 11) };
    layout.edges.push({ points, label: at });
  }
  return layout;
}

/** A tenth of a pixel is finer than anyone sees. */
function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
