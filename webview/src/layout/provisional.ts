/**
 * The first layout, in the frame that the graph arrives: columns by longest path, rows by where the
 * predecessors are. Elk's layout replaces it; it must be quick and look alike, not beautiful.
 */
import type { Box, Placement, Point } from "../model/geometry.js";
import { at, HEADER, type Scene } from "../model/scene.js";

export const GAP_X = 48;
export const GAP_Y = 16;
export const PADDING = { top: HEADER + 12, side: 14, bottom: 14 };

export function provisionalLayout(scene: Scene): Placement {
  const count = scene.nodes.length;
  const boxes: Box[] = scene.nodes.map(({ width, height }) => ({ x: 0, y: 0, width, height }));
  const links = linksPerLevel(scene);

  const roots = scene.nodes.filter((node) => node.parent < 0).map((node) => node.index);
  const size = placeLevel(roots);
  // Members were placed relative to their group; groups come before their members.
  for (let index = 0; index < count; index++) {
    const node = at(scene.nodes, index);
    if (node.parent < 0) continue;
    const box = at(boxes, index);
    const parent = at(boxes, node.parent);
    box.x += parent.x + PADDING.side;
    box.y += parent.y + PADDING.top;
  }
  const lines = scene.edges.map(({ from, to }) => elbow(at(boxes, from), at(boxes, to)));
  return { boxes, lines, ...size, quality: "provisional" };

  function placeLevel(level: readonly number[]): { width: number; height: number } {
    for (const index of level) {
      const node = at(scene.nodes, index);
      if (!node.open) continue;
      const inner = placeLevel(node.children);
      const box = at(boxes, index);
      box.width = Math.max(node.width, inner.width + 2 * PADDING.side);
      box.height = inner.height + PADDING.top + PADDING.bottom;
    }
    return placeColumns(columnsOf(level, links), boxes, links);
  }
}

/** Edges lifted to the level where their ends are siblings, so that groups order one another. */
function linksPerLevel(scene: Scene): { before: number[][]; after: number[][] } {
  const before: number[][] = scene.nodes.map(() => []);
  const after: number[][] = scene.nodes.map(() => []);
  for (const edge of scene.edges) {
    if (edge.back) continue;
    let { from, to } = edge;
    while (at(scene.nodes, from).depth > at(scene.nodes, to).depth) {
      from = at(scene.nodes, from).parent;
    }
    while (at(scene.nodes, to).depth > at(scene.nodes, from).depth) to = at(scene.nodes, to).parent;
    while (at(scene.nodes, from).parent !== at(scene.nodes, to).parent) {
      from = at(scene.nodes, from).parent;
      to = at(scene.nodes, to).parent;
    }
    if (from === to) continue;
    before[to]?.push(from);
    after[from]?.push(to);
  }
  return { before, after };
}

/** Longest path from a source; what hangs in a cycle goes where it was first met. */
function columnsOf(level: readonly number[], links: { before: number[][]; after: number[][] }) {
  const open = new Map(level.map((index) => [index, at(links.before, index).length]));
  const column = new Map<number, number>();
  const queue = level.filter((index) => open.get(index) === 0);
  const waiting = new Set(level);
  for (const index of queue) waiting.delete(index);
  for (let head = 0; head < queue.length || waiting.size > 0; head++) {
    if (head === queue.length) {
      const [stuck] = waiting;
      if (stuck === undefined) break;
      waiting.delete(stuck);
      queue.push(stuck);
    }
    const index = at(queue, head);
    const here = column.get(index) ?? 0;
    column.set(index, here);
    for (const next of at(links.after, index)) {
      const left = (open.get(next) ?? 1) - 1;
      open.set(next, left);
      if (waiting.has(next)) column.set(next, Math.max(column.get(next) ?? 0, here + 1));
      if (left === 0 && waiting.delete(next)) queue.push(next);
    }
  }
  const columns: number[][] = [];
  for (const index of level) {
    const place = column.get(index) ?? 0;
    while (columns.length <= place) columns.push([]);
    columns[place]?.push(index);
  }
  return columns;
}

function placeColumns(
  columns: number[][],
  boxes: readonly Box[],
  links: { before: number[][] },
): { width: number; height: number } {
  const centre = (index: number) => at(boxes, index).y + at(boxes, index).height / 2;
  const wish = (index: number) => {
    const before = at(links.before, index);
    if (before.length === 0) return Number.NaN;
    return before.reduce((sum, other) => sum + centre(other), 0) / before.length;
  };
  let x = 0;
  let bottom = 0;
  for (const column of columns) {
    const wishes = new Map(column.map((index) => [index, wish(index)]));
    column.sort((a, b) => (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0) || a - b);
    const heights = column.reduce((sum, index) => sum + at(boxes, index).height + GAP_Y, -GAP_Y);
    const wanted = [...wishes.values()].filter((value) => !Number.isNaN(value));
    const middle = wanted.reduce((sum, value) => sum + value, 0) / wanted.length;
    let y = Number.isNaN(middle) ? 0 : Math.max(0, middle - heights / 2);
    let width = 0;
    for (const index of column) {
      const box = at(boxes, index);
      box.x = x;
      box.y = y;
      y += box.height + GAP_Y;
      width = Math.max(width, box.width);
    }
    bottom = Math.max(bottom, y - GAP_Y);
    x += width + GAP_X;
  }
  return { width: Math.max(0, x - GAP_X), height: bottom };
}

/** Right out of one box, across in the gap, right into the other; back edges go below. */
export function elbow(from: Box, to: Box): Point[] {
  const start = { x: from.x + from.width, y: from.y + from.height / 2 };
  const end = { x: to.x, y: to.y + to.height / 2 };
  if (end.x > start.x) {
    if (start.y === end.y) return [start, end];
    const x = Math.max(start.x + 8, end.x - GAP_X / 2);
    return [start, { x, y: start.y }, { x, y: end.y }, end];
  }
  const below = Math.max(from.y + from.height, to.y + to.height) + GAP_Y / 2;
  return [
    start,
    { x: start.x + 12, y: start.y },
    { x: start.x + 12, y: below },
    { x: end.x - 12, y: below },
    { x: end.x - 12, y: end.y },
    end,
  ];
}
