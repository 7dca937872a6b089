/** How an edge is named to the host. */
import type { EdgeRef } from "@millrace/protocol";
import { at, type SceneEdge, type SceneNode } from "./scene.js";

/** A line may stand for several of the code's edges; the first speaks for them. */
export function edgeRef(line: SceneEdge, nodes: readonly SceneNode[]): EdgeRef {
  const [code] = line.code;
  if (code) return { from: code.from, to: code.to, kind: code.kind };
  return { from: at(nodes, line.from).id, to: at(nodes, line.to).id, kind: line.kind };
}

export function edgeName({ from, to, kind }: EdgeRef): string {
  return `${kind} ${from} ${to}`;
}
