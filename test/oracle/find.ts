/** The smallest program that shows a disagreement: what becomes a kept test. */
import * as fc from "fast-check";
import type { Loader } from "./load.js";
import { type Effort, examine, usualEffort } from "./oracle.js";
import { print, type Sources } from "./print.js";
import { program } from "./program.js";
import type { Disagreement, DisagreementKind } from "./report.js";

export interface Search {
  seed: number;
  numRuns: number;
  effort?: Effort;
  /** Looks at disagreements whose detail matches only. */
  matching?: RegExp;
}

export interface Found {
  sources: Sources;
  disagreements: Disagreement[];
}

export async function smallest(
  kind: DisagreementKind,
  loader: Loader,
  { seed, numRuns, effort = effortFor(kind), matching = /./ }: Search,
): Promise<Found | undefined> {
  const shown = async (sources: Sources) => {
    const { disagreements } = await examine(sources, loader, effort);
    return disagreements.filter((each) => each.kind === kind && matching.test(each.detail));
  };
  const result = await fc.check(
    fc.asyncProperty(program, async (each) => (await shown(print(each))).length === 0),
    { seed, numRuns, endOnFailure: false },
  );
  if (!result.failed || result.counterexample === null) return undefined;
  const sources = print(result.counterexample[0]);
  return { sources, disagreements: await shown(sources) };
}

/** Only what says that something never is needs many worlds. */
function effortFor(kind: DisagreementKind): Effort {
  return kind.startsWith("false ") ? usualEffort : { few: 12, many: 12 };
}
