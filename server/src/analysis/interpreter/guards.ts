import type { Group, Owner, Site } from "../graph/model.js";
import { isWithin } from "../graph/recorder.js";
import type { Span } from "../ir/model.js";
import { type Frame, locate, standing } from "./frame.js";
import { type Guard, guarded, type State } from "./state.js";

/** The frame of a branch, a loop or a try. */
export function openGroup(
  frame: Frame,
  state: State,
  code: { span: Span },
  kind: Pick<Group, "kind" | "label" | "times">,
): Group {
  const group = frame.run.recorder.group(code, { ...standing(frame, state, code), ...kind });
  linkGuards(frame, state, group);
  return group;
}

/**
 * Control edges (P48, P53): from what a condition reads to what it decides. Inside a branch or loop
 * the edge ends at its frame; for the rest of a body after an early return, at each outermost node.
 */
export function linkGuards(frame: Frame, state: State, owner: Owner): void {
  for (let guard = state.guard; guard; guard = guard.parent) {
    for (const each of guard.prov) {
      const target = guard.group && isWithin(owner, guard.group) ? guard.group : owner;
      if (isCoveredAbove(target, each.site) || each.site === target) continue;
      frame.run.recorder.link(each.site, target, "control", {
        path: each.path,
        derived: false,
        must: each.must,
        evidence: guard.at,
      });
    }
  }
}

function isCoveredAbove(target: Owner, from: Site): boolean {
  for (let owner = target.parent; owner; owner = owner.parent) {
    if (owner.incoming.get(from)?.some((link) => link.kind === "control")) return true;
  }
  return false;
}

/** The tasks a place waits for because their results decided that it is reached. */
export function decidedBy(guard: Guard | null, owner: Owner | null): Set<Site> {
  const sites = new Set<Site>();
  for (let at = guard; at; at = at.parent) {
    for (const { site, must } of at.prov) {
      // A loop's own condition says nothing about the order inside the loop (P31).
      const isInside = at.group !== null && isWithin(site, at.group);
      if (must && !isInside && (!owner || site !== owner)) sites.add(site);
    }
  }
  return sites;
}

/** Returns, breaks, continues and caught throws so far: more of them means some way left early. */
export function countExits(frame: Frame): number {
  const targets = frame.targets.map((each) => each.breaks.length + each.continues.length);
  const caught = frame.handler?.hasCatch ? frame.handler.states.length : 0;
  return frame.returns.length + caught + targets.reduce((sum, each) => sum + each, 0);
}

/** Where ways met again but one of them left for good, nothing that follows is certain. */
export function noteExits(frame: Frame, state: State, before: number, at: Span): void {
  if (!state.live || countExits(frame) === before) return;
  guarded(state, { prov: [], at: locate(frame, { span: at }), kind: "maybe", group: null });
}
