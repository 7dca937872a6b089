/** Removes runs and gives the space back. */
import type { RunId } from "@millrace/protocol";
import { isTerminal } from "../engine/states.js";
import type { Connection } from "./connection.js";
import { LiveRunError } from "./errors.js";
import { dropUnused } from "./last-use.js";
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

/** What is kept of a workspace's history; runs that neither of the first two rules out are kept for ever. */
export interface Retention {
  /** Runs older than so many milliseconds are removed. */
  olderThan?: number | undefined;
  /** Of each flow, the newest so many runs are kept. */
  keep?: number | undefined;
  /** Results and traces of files that were of no use for so many milliseconds are removed. Default: 90 days. */
  unusedFor?: number | undefined;
}

const defaultUnusedFor = 90 * 86_400_000;

/** Milliseconds between two looks for runs to remove. */
const lookEvery = 3_600_000;

/**
 * Removes what is not to be kept, results that have expired and what is of no use, unless some process did within the last hour.
 * @param room milliseconds after which the rest is left to the next time
 * @returns how many runs were removed; undefined where it was not the time
 */
export function retain(
  connection: Connection,
  { olderThan, keep, unusedFor = defaultUnusedFor }: Retention,
  room: number,
  now = Date.now(),
): number | undefined {
  if (!isDue(connection, now)) return undefined;
  const isOver = () => Date.now() - now > room;
  const ids = [
    ...(olderThan === undefined ? [] : olderRuns(connection, now - olderThan)),
    ...(keep === undefined ? [] : runsBeyond(connection, keep)),
  ];
  dropExpired(connection, now);
  let removed = 0;
  for (const id of new Set(ids)) {
    if (isOver()) {
      connection.run("DELETE FROM upkeep WHERE what = 'retention'");
      break;
    }
    connection.write(() => remove(connection, id));
    removed += 1;
  }
  dropUnused(connection, now - unusedFor, isOver);
  return removed;
}

/** True for one process an hour. */
function isDue(connection: Connection, now: number): boolean {
  const due = "what = 'retention' AND abs(? - done) < ?";
  // Most of the time it is not: that costs no write.
  if (connection.first(`SELECT 1 FROM upkeep WHERE ${due}`, [now, lookEvery])) return false;
  return (
    connection.run(
      `INSERT INTO upkeep (what, done) VALUES ('retention', ?1)
       ON CONFLICT (what) DO UPDATE SET done = ?1 WHERE abs(?1 - done) >= ?2`,
      [now, lookEvery],
    ) > 0
  );
}

function olderRuns(connection: Connection, before: number): RunId[] {
  return connection
    .all<{ id: RunId }>(
      `SELECT id FROM runs WHERE created < ? AND parent IS NULL AND ended IS NOT NULL
       ORDER BY created`,
      [before],
    )
    .map(({ id }) => id);
}

/** The ended runs beyond the newest `keep` of each flow, oldest first. */
function runsBeyond(connection: Connection, keep: number): RunId[] {
  return connection
    .all<{ id: RunId }>(
      `SELECT id FROM (
         SELECT id, created, ended,
           ROW_NUMBER() OVER (PARTITION BY flow_key ORDER BY created DESC, id DESC) AS place
         FROM runs WHERE parent IS NULL)
       WHERE place > ? AND ended IS NOT NULL ORDER BY created`,
      [keep],
    )
    .map(({ id }) => id);
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
  for (const table of ["task_runs", "logs", "artifacts", "inputs"]) {
    connection.run(`${tree} DELETE FROM ${table} WHERE run IN (SELECT id FROM tree)`, [run]);
  }
  connection.run(`${tree} DELETE FROM runs WHERE id IN (SELECT id FROM tree)`, [run]);
}

/** Drops expired cache entries and shrinks the file by the pages no longer used. */
export function shrink(connection: Connection): void {
  dropExpired(connection, Date.now());
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

function dropExpired(connection: Connection, now: number): void {
  connection.run("DELETE FROM cache WHERE expires IS NOT NULL AND expires <= ?", [now]);
}
