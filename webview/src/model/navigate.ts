/** Where the arrow keys lead. */
import type { Placement } from "./geometry.js";
import { at, type Scene } from "./scene.js";

export type Direction = "left" | "right" | "up" | "down" | "first" | "last";

export const OPPOSITE: Partial<Record<Direction, Direction>> = {
  left: "right",
  right: "left",
  up: "down",
  down: "up",
};

/** Reading order: by column, then from top to bottom, groups before their members. */
export function readingOrder(scene: Scene, placement: Placement): number[] {
  const order: number[] = [];
  const visit = (level: number[]) => {
    const sorted = [...level].sort((a, b) => {
      const [one, two] = [at(placement.boxes, a), at(placement.boxes, b)];
      return one.x - two.x || one.y - two.y || a - b;
    });
    for (const index of sorted) {
      order.push(index);
      visit(at(scene.nodes, index).children);
    }
  };
  visit(scene.nodes.filter((node) => node.parent < 0).map((node) => node.index));
  return order;
}

/** Right and left follow edges, up and down go through the column. */
export function neighbour(
  scene: Scene,
  placement: Placement,
  from: number,
  direction: Direction,
): number | undefined {
  switch (direction) {
    case "first":
      return readingOrder(scene, placement)[0];
    case "last":
      return readingOrder(scene, placement).at(-1);
    case "right":
      return nearest(ends(scene, from, "out"), placement, from) ?? scene.nodes[from]?.children[0];
    case "left": {
      const parent = at(scene.nodes, from).parent;
      return nearest(ends(scene, from, "in"), placement, from) ?? (parent < 0 ? undefined : parent);
    }
    default:
      return inColumn(scene, placement, from, direction);
  }
}

function ends(scene: Scene, node: number, direction: "in" | "out"): number[] {
  return at(scene[direction], node)
    .map((index) => at(scene.edges, index))
    .filter((edge) => !edge.back)
    .map((edge) => (direction === "in" ? edge.from : edge.to));
}

function nearest(candidates: number[], placement: Placement, from: number): number | undefined {
  const home = middle(placement, from);
  const far = (index: number) => Math.abs(middle(placement, index) - home);
  return candidates.sort((a, b) => far(a) - far(b) || a - b)[0];
}

function middle(placement: Placement, index: number): number {
  const box = at(placement.boxes, index);
  return box.y + box.height / 2;
}

/** Siblings that share some of the column; where there is none, the nearest above or below. */
function inColumn(
  scene: Scene,
  placement: Placement,
  from: number,
  direction: "up" | "down",
): number | undefined {
  const home = at(placement.boxes, from);
  const { parent } = at(scene.nodes, from);
  const sign = direction === "down" ? 1 : -1;
  let best: number | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const node of scene.nodes) {
    if (node.index === from || node.parent !== parent) continue;
    const box = at(placement.boxes, node.index);
    const away = (middle(placement, node.index) - middle(placement, from)) * sign;
    if (away <= 0) continue;
    const aside = Math.max(0, box.x - (home.x + home.width), home.x - (box.x + box.width));
    const cost = away + aside * 4;
    if (cost < bestCost) [best, bestCost] = [node.index, cost];
  }
  return best;
}
