/** Removes runs and gives the space back. */
import type { RunId } from "@millrace/protocol";
import { isTerminal } from "../engine/states.js";
import type { Connection } from "./connection.js";
import { LiveRunError } from "./errors.js";
import { findRun, listRuns, type RunFilter } from "./queries.js";
import type { StoredFlowRun } from "./run-rows.js";

/** Pages given back a step, so that others are not kept waiting. */
const pagesAtOnce = 2_000;

/**
 * Removes a run with the subflow runs in it.
 * @throws LiveRunError while it goes on
 */
export function removeRun(connection: Connection, id: RunId): void {
  connection.write(() => {
    const run = findRun(connection, id);
    refuseLive(run, "remove");
    remove(connection, run.id);
  });
}

/** @throws LiveRunError where the run has not ended */
export function refuseLive(run: StoredFlowRun, purpose: "remove" | "retry"): void {
  if (isTerminal(run.state)) return;
  throw new LiveRunError(
    `run ${run.id} is ${run.state.name}. Wait for its end or cancel it (millrace runs cancel ${run.id}), then ${purpose} it.`,
  );
}

/** Removes the ended runs that match; runs that go on stay. @returns the ids of those removed */
export function removeRuns(connection: Connection, filter: RunFilter): RunId[] {
  const ids = listRuns(connection, filter)
    .filter((run) => isTerminal(run.state))
    .map((run) => run.id);
  for (const id of ids) connection.write(() => remove(connection, id));
  return ids;
}

function remove(connection: Connection, run: RunId): void {
  const tree = `WITH RECURSIVE tree (id) AS (
    SELECT ? UNION SELECT runs.id FROM runs JOIN tree ON runs.parent = tree.id)`;
  connection.run(
    `${tree} DELETE FROM task_calls WHERE (task_key, run) IN (
       SELECT t.task_key, t.run FROM task_runs t JOIN tree ON t.run = tree.id)`,
    [run],
  );
  for (const table of ["task_runs", "logs", "artifacts"]) {
    connection.run(`${tree} DELETE FROM ${table} WHERE run IN (SELECT id FROM tree)`, [run]);
  }
  connection.run(`${tree} DELETE FROM runs WHERE id IN (SELECT id FROM tree)`, [run]);
}

/** Drops expired cache entries and shrinks the file by the pages no longer used. */
export function shrink(connection: Connection): void {
  connection.write(() =>
    connection.run("DELETE FROM cache WHERE expires IS NOT NULL AND expires <= ?", [Date.now()]),
  );
  const free = () =>
    connection.first<{ freelist_count: number }>("PRAGMA freelist_count")?.freelist_count ?? 0;
  for (let before = free(); before > 0; ) {
    connection.all(`PRAGMA incremental_vacuum(${pagesAtOnce})`);
    const left = free();
    if (left >= before) break;
    before = left;
  }
  connection.all("PRAGMA wal_checkpoint(TRUNCATE)");
}
