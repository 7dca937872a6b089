import { type LimitPlace, limitsOf, type NamedLimit } from "../diagnostics/limits.js";
import type { Codebase } from "./codebase.js";

/** A limit, and every place of the workspace that speaks of it. */
export interface LimitInUse extends NamedLimit {
  places: LimitPlace[];
}

/** The limits that tasks, flows and configurations of the workspace name, sorted. */
export function limitsInUse(codebase: Codebase): LimitInUse[] {
  const byName = new Map<string, LimitInUse>();
  for (const file of codebase.files()) {
    const facts = codebase.source(file)?.facts;
    for (const place of facts ? limitsOf(facts) : []) {
      const known = byName.get(place.name) ?? { name: place.name, places: [] };
      byName.set(place.name, known);
      known.places.push(place);
      if (place.limit !== undefined) known.limit ??= place.limit;
      if (place.rate) known.rate ??= place.rate;
    }
  }
  return [...byName.values()].sort((a, b) => a.name.localeCompare(b.name));
}
