import type { Site, Step } from "../graph/model.js";
import type { Location } from "../ir/source.js";

/**
 * What is known to have finished at a point of the program: the source of order edges.
 * Persistent in use: every function returns a new map where something changes.
 */
export type Done = ReadonlyMap<Step, Finished>;

export interface Finished {
  /** On every path, not on some. */
  readonly must: boolean;
  /** Something that finished later already stands for it. */
  readonly covered: boolean;
  /** One of several was waited for, as `Promise.race` does. */
  readonly any: boolean;
  /** The `await` that made it known. */
  readonly at: Location;
}

export const NOTHING: Done = new Map();

export function finished(site: Step, at: Location): Done {
  return new Map([[site, { must: true, covered: false, any: false, at }]]);
}

/** The state after waiting for something that finished `more`. */
export function after(done: Done, more: Done): Done {
  if (more.size === 0) return done;
  const result = new Map(done);
  for (const [site, entry] of more) {
    const before = result.get(site);
    result.delete(site);
    // Finishing once more, in a later pass of a loop, makes it the latest again.
    result.set(site, before && !entry.must && before.must ? before : entry);
  }
  for (const [earlier, known] of result) {
    if (known.covered || earlier.sort === "activity") continue;
    for (const [site, entry] of more) {
      if (earlier === site || site.sort === "activity" || !entry.must) continue;
      const certain = finishedBefore(site, earlier);
      if (certain === undefined || (known.must && !certain)) continue;
      // Two that finish together do not stand for one another, even if a loop put each before the other.
      if (more.has(earlier) && finishedBefore(earlier, site) !== undefined) continue;
      result.set(earlier, { ...known, covered: true });
      break;
    }
  }
  return result;
}

/** Whether `earlier` has finished when `site` has: for certain, perhaps, or (undefined) not that one knows. */
export function finishedBefore(
  site: Site,
  earlier: Site,
  seen: Set<Site> = new Set(),
): boolean | undefined {
  const started = site.startedAfter.get(earlier);
  if (started?.must) return true;
  let found = started?.must;
  seen.add(site);
  for (const [input, must] of site.inputs) {
    if (input === earlier && must) return true;
    if (input === earlier) found ??= false;
    else if (!seen.has(input)) {
      const through = finishedBefore(input, earlier, seen);
      if (through && must) return true;
      if (through !== undefined) found ??= false;
    }
  }
  return found;
}

/** Where several ways meet: finished for certain only what finished on each of them. */
export function joinDone(ways: readonly Done[]): Done {
  const [first] = ways;
  if (ways.length === 1 && first) return first;
  const result = new Map<Step, Finished>();
  for (const way of ways) {
    for (const [site, entry] of way) {
      if (result.has(site)) continue;
      if (ways.every((each) => each.get(site) === entry)) {
        result.set(site, entry);
        continue;
      }
      const entries = ways.flatMap((each) => each.get(site) ?? []);
      result.set(site, {
        must: entries.length === ways.length && entries.every((each) => each.must),
        covered: entries.every((each) => each.covered),
        any: entries.some((each) => each.any),
        at: entry.at,
      });
    }
  }
  return result;
}

/** After a race: one of these has finished, and nobody knows which. */
export function anyOf(ways: readonly Done[]): Done {
  if (ways.length === 1 && ways[0]) return ways[0];
  const result = new Map<Step, Finished>();
  for (const way of ways) {
    for (const [site, entry] of way) result.set(site, { ...entry, must: false, any: true });
  }
  return result;
}

export function weaken(done: Done): Done {
  return new Map([...done].map(([site, entry]) => [site, { ...entry, must: false }]));
}

/** What `done` says beyond `before`: kept by a promise, so that waiting for it adds only that. */
export function since(before: Done, done: Done): Done {
  const added = new Map<Step, Finished>();
  for (const [site, entry] of done) if (before.get(site) !== entry) added.set(site, entry);
  return added;
}
