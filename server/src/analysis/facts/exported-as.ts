import type { FileFacts } from "./model.js";

/**
 * What a file exports something as. Of several names it is the first in the order of a module's
 * names, as a run finds it: keys are the same here and there. What is not exported keeps its name.
 */
export function exportedAs(facts: Pick<FileFacts, "exports"> | undefined, local: string): string {
  let first: string | undefined;
  for (const one of facts?.exports ?? []) {
    if (one.kind !== "local" || one.local !== local || one.typeOnly) continue;
    if (first === undefined || one.exported < first) first = one.exported;
  }
  return first ?? local;
}
