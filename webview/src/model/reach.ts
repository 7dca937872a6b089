/** What comes before and after a node. */
import { at, type Scene } from "./scene.js";

export function reach(scene: Scene, start: number, direction: "in" | "out"): Set<number> {
  const found = new Set<number>();
  const todo = [start];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    for (const index of at(scene[direction], node)) {
      const edge = at(scene.edges, index);
      const next = direction === "in" ? edge.from : edge.to;
      if (edge.back || found.has(next)) continue;
      found.add(next);
      todo.push(next);
    }
  }
  found.delete(start);
  return found;
}

/** The node with everything upstream and downstream of it. */
export function lineage(scene: Scene, node: number): Set<number> {
  return new Set([node, ...reach(scene, node, "in"), ...reach(scene, node, "out")]);
}
