/** Which nodes a search or a filter means. */
import type { Filter } from "../ui.js";
import type { Drift } from "./drift.js";
import type { Scene, SceneNode } from "./scene.js";
import { isActive, isFailure, type Status } from "./status.js";

/** Matches the letters in order, whole words first: `ld` finds `load_daily`. */
export function matches(label: string, query: string): boolean {
  const [text, wanted] = [label.toLowerCase(), query.trim().toLowerCase()];
  if (text.includes(wanted)) return true;
  let place = 0;
  for (const letter of wanted) {
    place = text.indexOf(letter, place) + 1;
    if (place === 0) return false;
  }
  return wanted.length > 2;
}

export function findNodes(
  scene: Scene,
  query: string,
  labels: (node: SceneNode) => string[],
): number[] {
  if (query.trim() === "") return [];
  const direct = scene.nodes.filter((node) =>
    labels(node).some((label) => label.toLowerCase().includes(query.trim().toLowerCase())),
  );
  const found =
    direct.length > 0 ? direct : scene.nodes.filter((node) => matches(node.label, query));
  return found.map((node) => node.index);
}

export function passes(node: SceneNode, status: Status, filter: Filter, drift?: Drift): boolean {
  switch (filter) {
    case "all":
      return true;
    case "active":
      return isActive(status);
    case "failed":
      return isFailure(status) || status === "upstream";
    case "finished":
      return status === "success" || status === "cached" || isFailure(status);
    case "notRun":
      return status === "idle" || status === "skipped";
    case "drift":
      return drift !== undefined && (drift.missed.has(node.id) || drift.runOnly.has(node.id));
  }
}
