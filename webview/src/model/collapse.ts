/** Which groups start closed, and what a person opened or closed since. */
import type { FlowGraph, NodeId } from "@millrace/protocol";
import { membersOf } from "./scene.js";

/** Above this many nodes groups start closed. */
export const OPEN_LIMIT = 60;
/** Above this many drawn nodes cards are one line high. */
export const COMPACT_LIMIT = 300;

/** A person's own choice by group; what is absent follows the default. */
export type Choices = Record<NodeId, "open" | "closed">;

export function closedGroups(graph: FlowGraph | undefined, choices: Choices): Set<NodeId> {
  const { members, byId } = membersOf(graph);
  const many = byId.size > OPEN_LIMIT;
  const closed = new Set<NodeId>();
  for (const group of members.keys()) {
    if (group === "") continue;
    if ((choices[group] ?? (many ? "closed" : "open")) === "closed") closed.add(group);
  }
  return closed;
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
