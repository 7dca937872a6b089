import { limitsIn, limitsOf, type NamedLimit } from "../diagnostics/limits.js";
import type { Codebase } from "./codebase.js";

/** A limit, and the tasks and flows of the workspace that wait for it. */
export interface LimitInUse extends NamedLimit {
  users: Set<string>;
}

/** The limits that tasks, flows and configurations of the workspace name, sorted. */
export function limitsInUse(codebase: Codebase): LimitInUse[] {
  const byName = new Map<string, LimitInUse>();
  const add = ({ name, limit, rate, user }: NamedLimit & { user?: string }): void => {
    const known = byName.get(name) ?? { name, users: new Set() };
    byName.set(name, known);
    if (user !== undefined) known.users.add(user);
    if (limit !== undefined) known.limit ??= limit;
    if (rate) known.rate ??= rate;
  };
  for (const file of codebase.files()) {
    const source = codebase.source(file);
    if (!source) continue;
    for (const place of limitsOf(source.facts)) add(place);
    // Options that come by a constant or a spread, of this file or another, say nothing on their face.
    for (const { label: user, concurrency } of source.analysis.definitions) {
      for (const limit of limitsIn(concurrency)) add({ ...limit, user });
    }
  }
  return [...byName.values()].sort((a, b) => a.name.localeCompare(b.name));
}
