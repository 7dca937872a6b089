/** Which open groups are laid out on their own, and which together with what is around them. */
import { at, type Scene } from "../model/scene.js";

export type Handling = "INCLUDE_CHILDREN" | "SEPARATE_CHILDREN";

/** The drawing itself, among the groups. */
export const ROOT = -1;

/**
 * Groups that are laid out by themselves, and how. Together with others costs most and moves most,
 * so only groups whose border an edge crosses are absent: with the level around them they are one.
 */
export function handlingOf(scene: Scene): Map<number, Handling> {
  const crossed = crossedGroups(scene);
  const holding = new Set<number>();
  for (const group of crossed) {
    for (let up = at(scene.nodes, group).parent; up >= 0; up = at(scene.nodes, up).parent) {
      holding.add(up);
    }
  }
  const handling = new Map<number, Handling>();
  const level = (of: number, members: readonly number[]): void => {
    const isOne = members.some((member) => crossed.has(member));
    handling.set(of, isOne ? "INCLUDE_CHILDREN" : "SEPARATE_CHILDREN");
    visit(members, isOne);
  };
  const visit = (members: readonly number[], isOne: boolean): void => {
    for (const index of members) {
      const { open, children } = at(scene.nodes, index);
      if (!open) continue;
      if (isOne && (crossed.has(index) || holding.has(index))) visit(children, true);
      else level(index, children);
    }
  };
  const roots = scene.nodes.filter(({ parent }) => parent < 0).map(({ index }) => index);
  level(ROOT, roots);
  return handling;
}

/** The groups that hold one end of an edge and not the other. */
function crossedGroups(scene: Scene): Set<number> {
  const crossed = new Set<number>();
  for (const { from, to } of scene.edges) {
    let [a, b] = [at(scene.nodes, from), at(scene.nodes, to)];
    while (a.parent !== b.parent) {
      if (a.depth >= b.depth) {
        crossed.add(a.parent);
        a = at(scene.nodes, a.parent);
      } else {
        crossed.add(b.parent);
        b = at(scene.nodes, b.parent);
      }
    }
  }
  return crossed;
}
