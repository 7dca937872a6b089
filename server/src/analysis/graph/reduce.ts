import { isCertain, type Link, type Owner, type Site } from "./model.js";
import { isWithin } from "./recorder.js";

/**
 * Takes out the edges that say nothing new. What runs before what within one pass is already minimal
 * when it is recorded (`done.ts`); left are the edges a loop carries, and those into a frame.
 */
export function reduceLinks(links: readonly Link[], owners: Iterable<Owner>): Link[] {
  const sites = [...owners].filter((owner): owner is Site => owner.sort === "site");
  const forward = links.filter((link) => !link.back);
  const reaches = reachability(forward);
  const surelyReaches = reachability(forward.filter((link) => isCertain(link)));
  const carried = links.filter((link) => link.back);
  return links.filter(
    (link) =>
      !isImpliedBack(link, carried, isCertain(link) ? surelyReaches : reaches) &&
      !isImpliedOrder(link, links) &&
      !isShownInside(link, links, sites),
  );
}

type Reaches = (from: Site, to: Owner) => boolean;

function reachability(links: readonly Link[]): Reaches {
  const forward = new Map<Site, Set<Owner>>();
  for (const { from, to } of links) {
    const next = forward.get(from);
    if (next) next.add(to);
    else forward.set(from, new Set([to]));
  }
  const known = new Map<Site, Set<Owner>>();
  const from = (start: Site): Set<Owner> => {
    let reached = known.get(start);
    if (reached) return reached;
    reached = new Set<Owner>([start]);
    const open: Owner[] = [start];
    for (let at = open.pop(); at; at = open.pop()) {
      if (at.sort !== "site") continue;
      for (const next of forward.get(at) ?? []) {
        if (reached.has(next)) continue;
        reached.add(next);
        open.push(next);
      }
    }
    known.set(start, reached);
    return reached;
  };
  return (start, to) => from(start).has(to);
}

/** P31: of the orders a loop carries, only from its last steps to its first. */
function isImpliedBack(link: Link, carried: readonly Link[], reaches: Reaches): boolean {
  if (!link.back || link.kind !== "order") return false;
  return carried.some((other) => {
    const isSamePair = other.from === link.from && other.to === link.to;
    if (isSamePair) return other.kind === "data";
    if (other.to.sort !== "site" || (isCertain(link) && !isCertain(other))) return false;
    return reaches(link.from, other.from) && reaches(other.to, link.to);
  });
}

/** An order between two that any other edge joins already, as certainly. */
function isImpliedOrder(link: Link, links: readonly Link[]): boolean {
  return (
    link.kind === "order" &&
    links.some(
      (other) =>
        other.kind !== "order" &&
        (isCertain(other) || !isCertain(link)) &&
        other.from === link.from &&
        other.to === link.to &&
        other.back === link.back,
    )
  );
}

/**
 * P28: a list decides how often its loop runs; the edges to what uses its items say that too, if
 * all that is in the loop comes after one of those.
 */
function isShownInside(link: Link, links: readonly Link[], sites: readonly Site[]): boolean {
  const { from, to } = link;
  if (link.kind !== "control" || to.sort !== "group") return false;
  if (to.kind !== "loop" && to.kind !== "map") return false;
  const inside = links.filter((other) => isWithin(other.to, to) && !other.back);
  const shown = new Set<Owner>();
  const open = [from];
  for (let at = open.pop(); at; at = open.pop()) {
    for (const other of inside) {
      const isWay = other.from === at && (at !== from || other.kind === "data");
      if (!isWay || shown.has(other.to)) continue;
      shown.add(other.to);
      if (other.to.sort === "site") open.push(other.to);
    }
  }
  return sites.every((site) => !isWithin(site, to) || shown.has(site));
}
