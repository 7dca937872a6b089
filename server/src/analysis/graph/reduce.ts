import type { Link, Owner, Site } from "./model.js";
import { isWithin } from "./recorder.js";

/**
 * Takes out the edges that say nothing new. What runs before what within one pass is already minimal
 * when it is recorded (`done.ts`); left are the edges a loop carries, and those into a frame.
 */
export function reduceLinks(links: readonly Link[]): Link[] {
  const forward = new Map<Site, Set<Site>>();
  for (const link of links) {
    if (link.back || link.to.sort !== "site") continue;
    const next = forward.get(link.from);
    if (next) next.add(link.to);
    else forward.set(link.from, new Set([link.to]));
  }
  const reaches = reachability(forward);
  const carried = links.filter((link) => link.back);
  return links.filter(
    (link) =>
      !isImpliedBack(link, carried, reaches) &&
      !isImpliedOrder(link, links) &&
      !isShownInside(link, links),
  );
}

type Reaches = (from: Site, to: Owner) => boolean;

function reachability(forward: ReadonlyMap<Site, ReadonlySet<Site>>): Reaches {
  const known = new Map<Site, Set<Site>>();
  const from = (start: Site): Set<Site> => {
    let reached = known.get(start);
    if (reached) return reached;
    reached = new Set([start]);
    const open = [start];
    for (let at = open.pop(); at; at = open.pop()) {
      for (const next of forward.get(at) ?? []) {
        if (reached.has(next)) continue;
        reached.add(next);
        open.push(next);
      }
    }
    known.set(start, reached);
    return reached;
  };
  return (start, to) => to.sort === "site" && from(start).has(to);
}

/** P31: of the orders a loop carries, only from its last steps to its first. */
function isImpliedBack(link: Link, carried: readonly Link[], reaches: Reaches): boolean {
  if (!link.back || link.kind !== "order") return false;
  return carried.some(
    (other) =>
      other !== link &&
      (other.from !== link.from || other.to !== link.to || other.kind === "data") &&
      reaches(link.from, other.from) &&
      other.to.sort === "site" &&
      reaches(other.to, link.to) &&
      !(other.from === link.from && other.to === link.to && other.kind === "order"),
  );
}

/** An order between two that any other edge joins already. */
function isImpliedOrder(link: Link, links: readonly Link[]): boolean {
  return (
    link.kind === "order" &&
    links.some(
      (other) =>
        other.kind !== "order" &&
        other.from === link.from &&
        other.to === link.to &&
        other.back === link.back,
    )
  );
}

/** P28: a list decides how often its loop runs; the edge to what uses its items says that too. */
function isShownInside(link: Link, links: readonly Link[]): boolean {
  const { to } = link;
  if (link.kind !== "control" || to.sort !== "group") return false;
  if (to.kind !== "loop" && to.kind !== "map") return false;
  return links.some(
    (other) => other.kind === "data" && other.from === link.from && isWithin(other.to, to),
  );
}
