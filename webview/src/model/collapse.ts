/** Which groups start closed, and what a person opened or closed since. */
import type { FlowGraph, NodeId } from "@millrace/protocol";
import { membersOf } from "./scene.js";

/** Above this many nodes subflows start closed, and other groups where that is not enough. */
export const OPEN_LIMIT = 60;
/** Above this many drawn nodes cards are one line high. */
export const COMPACT_LIMIT = 300;

/** A person's own choice by group; what is absent follows the default. */
export type Choices = Record<NodeId, "open" | "closed">;

/** Subflows close first; where what is left is still much, loops and branches do as well. */
export function closedGroups(graph: FlowGraph | undefined, choices: Choices): Set<NodeId> {
  const { members, byId } = membersOf(graph);
  const groups = [...members.keys()].filter((id) => id !== "");
  const isSubflow = (id: NodeId) =>
    byId.get(id)?.kind === "flow" || byId.get(id)?.task !== undefined;
  const isClosed = (id: NodeId, unchosen: boolean) =>
    choices[id] === undefined ? unchosen : choices[id] === "closed";
  const many = byId.size > OPEN_LIMIT;
  const subflows = groups.filter((id) => isSubflow(id) && isClosed(id, many));
  const left = many ? shownWith(new Set(subflows), members) : 0;
  const others = groups.filter((id) => !isSubflow(id) && isClosed(id, left > OPEN_LIMIT));
  return new Set([...subflows, ...others]);
}

function shownWith(closed: ReadonlySet<NodeId>, members: Map<NodeId, { id: NodeId }[]>): number {
  const within = (group: NodeId): number =>
    (closed.has(group) ? [] : (members.get(group) ?? [])).reduce(
      (sum, { id }) => sum + 1 + within(id),
      0,
    );
  return within("");
}

export function setAll(graph: FlowGraph | undefined, choice: "open" | "closed"): Choices {
  const choices: Choices = {};
  for (const group of membersOf(graph).members.keys()) if (group) choices[group] = choice;
  return choices;
}

/** Opens whatever hides a node. */
export function reveal(graph: FlowGraph | undefined, id: NodeId, choices: Choices): Choices {
  const { byId } = membersOf(graph);
  const next = { ...choices };
  const seen = new Set<NodeId>();
  for (let group = byId.get(id)?.group; group && !seen.has(group); group = byId.get(group)?.group) {
    seen.add(group);
    next[group] = "open";
  }
  return next;
}
