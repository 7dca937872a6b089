/**
 * The shape of a graph: what is left of it when ids, places and helper chains are forgotten. Two
 * graphs of the same shape say the same (by colour refinement, as isomorphism tests do).
 */
import { createHash } from "node:crypto";
import type { Edge, FlowGraph, Node } from "@millrace/protocol";

const rounds = 6;

export function shapeOf({ nodes, edges }: FlowGraph): string[] {
  let colours = new Map(nodes.map((node) => [node.id, hash(described(node))]));
  for (let round = 0; round < rounds; round++) {
    const before = colours;
    const colour = (id: string | undefined) => before.get(id ?? "") ?? "none";
    colours = new Map(
      nodes.map(({ id, group }) => {
        const incoming = edges.filter((edge) => edge.to === id);
        const outgoing = edges.filter((edge) => edge.from === id);
        const parts = [
          colour(id),
          colour(group),
          ...incoming.map((edge) => `in ${marks(edge)} ${colour(edge.from)}`).sort(),
          ...outgoing.map((edge) => `out ${marks(edge)} ${colour(edge.to)}`).sort(),
        ];
        return [id, hash(parts.join("\n"))];
      }),
    );
  }
  // The description comes first, so that a difference can be read.
  return nodes.map((node) => `${described(node)} ${colours.get(node.id)}`).sort();
}

function described({ kind, label, certainty, times, exclusive }: Node): string {
  return [kind, label, certainty, times, exclusive === undefined ? "" : "exclusive"].join(" ");
}

function marks({ kind, certainty, derived, back, join, path }: Edge): string {
  return [kind, certainty, derived, back, join, path].join(" ");
}

function hash(text: string): string {
  return createHash("sha1").update(text).digest("hex").slice(0, 8);
}
