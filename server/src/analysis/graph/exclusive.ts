import type { Context, Group, Owner, Site } from "./model.js";

/**
 * P46, P49, P94: nodes of which one pass runs one only, by a value they share. An arm with several
 * nodes runs them all, so one value for a whole branch would say too much: the first nodes of all
 * arms share one, the second nodes another. Every pair so named is exclusive; the other pairs show
 * by their `group` and `arm`.
 */
export function exclusives(
  kept: ReadonlySet<Owner>,
  ids: ReadonlyMap<Owner, string>,
): Map<Owner, string> {
  return new Map([...inBranches(kept, ids), ...atOneCall(kept, ids)]);
}

function* inBranches(
  kept: ReadonlySet<Owner>,
  ids: ReadonlyMap<Owner, string>,
): Iterable<[Owner, string]> {
  for (const [group, arms] of armsOf(kept)) {
    const lists = [...arms.values()];
    const longest = Math.max(...lists.map((list) => list.length));
    for (let index = 0; index < longest; index += 1) {
      const peers = lists.flatMap((list) => list[index] ?? []);
      if (peers.length < 2) continue;
      const id = ids.get(group) ?? "";
      const name = index === 0 ? id : `${id}/${index + 1}`;
      for (const owner of peers) yield [owner, name];
    }
  }
}

function armsOf(kept: ReadonlySet<Owner>): Map<Group, Map<string, Owner[]>> {
  const groups = new Map<Group, Map<string, Owner[]>>();
  for (const owner of kept) {
    const { parent, arm } = owner;
    if (parent?.sort !== "group" || parent.kind !== "branch" || parent.falls || !arm) continue;
    const arms = groups.get(parent) ?? new Map<string, Owner[]>();
    groups.set(parent, arms.set(arm, [...(arms.get(arm) ?? []), owner]));
  }
  for (const arms of groups.values()) {
    for (const owners of arms.values()) owners.sort(bySource);
  }
  return groups;
}

function bySource(left: Owner, right: Owner): number {
  return left.location.span.start - right.location.span.start;
}

/** The tasks that one call may reach; each is told of the others. */
function* atOneCall(
  kept: ReadonlySet<Owner>,
  ids: ReadonlyMap<Owner, string>,
): Iterable<[Owner, string]> {
  for (const sites of choices(kept)) {
    if (sites.length < 2) continue;
    const [first = ""] = sites.map((site) => ids.get(site) ?? "").sort();
    const candidates = sites.flatMap((site) => (site.definition ? [site.definition] : []));
    for (const site of sites) {
      site.candidates = candidates;
      yield [site, first];
    }
  }
}

function choices(kept: ReadonlySet<Owner>): Iterable<Site[]> {
  const contexts = new Map<Context, Map<string, Site[]>>();
  for (const owner of kept) {
    if (owner.sort !== "site" || !owner.isChoice) continue;
    const calls = contexts.get(owner.context) ?? new Map<string, Site[]>();
    const { start, end } = owner.location.span;
    const call = `${owner.location.file}:${start}-${end}`;
    contexts.set(owner.context, calls.set(call, [...(calls.get(call) ?? []), owner]));
  }
  return [...contexts.values()].flatMap((calls) => [...calls.values()]);
}
