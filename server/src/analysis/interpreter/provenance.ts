import type { Site } from "../graph/model.js";
import type { Provenance } from "./values.js";

/** More than this many sources in one value say nothing more to a reader. */
const MOST_SOURCES = 64;
const LONGEST_PATH = 80;

export function mergeProvenance(
  left: readonly Provenance[],
  right: readonly Provenance[],
  bothSides: boolean,
): readonly Provenance[] {
  if (left.length === 0 && right.length === 0) return left;
  const merged = new Map<Site, Provenance[]>();
  const add = (each: Provenance, other: readonly Provenance[]) => {
    // On a join a source is certain only when both sides have it.
    const must =
      each.must && (!bothSides || other.some((one) => one.must && one.site === each.site));
    const list = merged.get(each.site);
    const same = list?.findIndex((one) => one.path === each.path && one.derived === each.derived);
    if (!list || same === undefined) merged.set(each.site, [{ ...each, must }]);
    else if (same === -1) list.push({ ...each, must });
    else if (must) list[same] = { ...each, must };
  };
  for (const each of left) add(each, right);
  for (const each of right) add(each, left);
  return [...merged.values()].flat().slice(0, MOST_SOURCES);
}

/** P14..P17: computed from its parts, so the parts are where it comes from. */
export function derive(prov: readonly Provenance[]): readonly Provenance[] {
  const derived = prov.map((each) => (each.derived ? each : { ...each, derived: true }));
  return mergeProvenance(derived, [], false);
}

/** P07, P13: a part of a result is still that result, by a longer path. */
export function extend(prov: readonly Provenance[], step: string): readonly Provenance[] {
  return prov.map((each) =>
    each.derived || each.path.length + step.length > LONGEST_PATH
      ? each
      : { ...each, path: each.path + step },
  );
}

export function uncertain(prov: readonly Provenance[]): readonly Provenance[] {
  return prov.map((each) => (each.must ? { ...each, must: false } : each));
}

export function stepOf(key: string): string {
  if (/^\d+$/.test(key)) return `[${key}]`;
  return /^[\p{ID_Start}_$#][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `["${key}"]`;
}

/** Any element of a list. */
export const ITEM = "[*]";
/** What is left of an object after some of its fields were taken. */
export const REMAINDER = "...";
