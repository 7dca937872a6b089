import { UsageError } from "../../loader/usage-error.js";
import { findRun, removeRun, removeRuns, shrink } from "../../store/index.js";
import { history } from "./find-store.js";
import { ageOf, chooseRun, type FilterOptions, filterOf } from "./options.js";
import { print, printJson } from "./output.js";

export function rm(id: string | undefined, options: FilterOptions & { olderThan?: string }): void {
  const removed = id === undefined ? removeMatching(options) : removeOne(id, options);
  if (options.json) for (const run of removed) printJson({ removed: run });
  else
    print(removed.length === 1 ? `Removed run ${removed[0]}.` : `Removed ${removed.length} runs.`);
}

function removeOne(id: string, options: FilterOptions & { olderThan?: string }): string[] {
  if (options.olderThan !== undefined) {
    throw new UsageError("give either a run's id or --older-than, not both");
  }
  const { connection } = chooseRun(history(), id, options);
  const run = findRun(connection, id);
  removeRun(connection, run.id);
  shrink(connection);
  return [run.id];
}

function removeMatching(options: FilterOptions & { olderThan?: string }): string[] {
  const { olderThan } = options;
  if (olderThan === undefined) {
    throw new UsageError("which runs? Give an id, or --older-than 30d", {
      remedy:
        "With --older-than, --flow, --state and --search narrow it down. Runs that go on are kept.",
    });
  }
  const filter = filterOf(options);
  const before = Math.min(
    Date.now() - ageOf("--older-than", olderThan),
    filter.before ?? Number.POSITIVE_INFINITY,
  );
  const connection = history();
  if (connection === undefined) return [];
  const removed = removeRuns(connection, { ...filter, before });
  shrink(connection);
  return removed;
}
