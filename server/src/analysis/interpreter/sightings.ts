import type { Site } from "../graph/model.js";
import type { Expr } from "../ir/model.js";
import type { Value } from "./values.js";

/** What an expression was seen to be, over all the times it was evaluated. */
export interface Sighting {
  /** Each time a promise, and nothing but a promise. */
  isPromise: boolean;
  /** Each promise was what calling a task gives. */
  isFuture: boolean;
  /** Each time the result of a task as it is: awaited, and nothing done to it. */
  isResult: boolean;
  /** The tasks it stands for: whose failure rejects the promise, or whose result it is. */
  sites: ReadonlySet<Site>;
}

/** By file, then by expression; only expressions that have to do with a task. */
export type Sightings = Map<string, Map<Expr, Sighting>>;

/** Keeps what the diagnostics ask about: where a promise stands in the place of a value. */
export function see(sightings: Sightings, file: string, expr: Expr, value: Value): void {
  if (value.shapes.length === 0) return;
  const known = sightings.get(file)?.get(expr);
  const now = sightingOf(value);
  if (!known && now.sites.size === 0) return;
  let inFile = sightings.get(file);
  if (!inFile) {
    inFile = new Map();
    sightings.set(file, inFile);
  }
  inFile.set(expr, known ? joined(known, now) : now);
}

function sightingOf({ prov, shapes }: Value): Sighting {
  const sites = new Set<Site>();
  let promises = 0;
  let futures = 0;
  for (const shape of shapes) {
    if (shape.kind !== "promise") continue;
    promises += 1;
    if (shape.future) futures += 1;
    for (const site of shape.rejects) sites.add(site);
  }
  const results = prov.filter((each) => each.path === "" && !each.derived);
  for (const { site } of results) sites.add(site);
  return {
    isPromise: promises === shapes.length,
    isFuture: promises > 0 && futures === promises,
    isResult: promises === 0 && results.length > 0 && results.length === prov.length,
    sites,
  };
}

function joined(left: Sighting, right: Sighting): Sighting {
  return {
    isPromise: left.isPromise && right.isPromise,
    isFuture: left.isFuture && right.isFuture,
    isResult: left.isResult && right.isResult,
    sites: right.sites.size === 0 ? left.sites : new Set([...left.sites, ...right.sites]),
  };
}
