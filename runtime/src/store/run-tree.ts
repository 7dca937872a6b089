/** A run with the runs that it called, and those that they called. */
import type { RunId } from "@millrace/protocol";
import type { LogRecord } from "../engine/record.js";
import type { Connection } from "./connection.js";
import { readLogRow } from "./notes.js";
import { type RunRow, readRunRow, type StoredFlowRun } from "./run-rows.js";

const tree = `WITH RECURSIVE tree(id, depth) AS (
  VALUES (?, 0) UNION ALL SELECT runs.id, depth + 1 FROM runs JOIN tree ON runs.parent = tree.id
)`;

/** The runs below this one, each after the one that called it. */
export function calledRuns(connection: Connection, run: RunId): StoredFlowRun[] {
  return connection
    .all<RunRow>(
      `${tree} SELECT runs.* FROM tree JOIN runs USING (id) WHERE depth > 0 ORDER BY depth, created, id`,
      [run],
    )
    .map(readRunRow);
}

/**
 * What this run and those below it wrote last, in the order of time, and how much they wrote before
 * that.
 */
export function lastTreeLogs(
  connection: Connection,
  run: RunId,
  last: number,
): { entries: LogRecord[]; before: number } {
  const written = connection.first<{ count: number }>(
    `${tree} SELECT COUNT(*) AS count FROM tree JOIN logs ON logs.run = tree.id`,
    [run],
  );
  const entries = connection
    .all(
      `${tree} SELECT logs.* FROM tree JOIN logs ON logs.run = tree.id
       ORDER BY time DESC, depth DESC, run DESC, seq DESC LIMIT ?`,
      [run, last],
    )
    .map(readLogRow)
    .reverse();
  return { entries, before: (written?.count ?? 0) - entries.length };
}

/** What this run and those below it wrote, in the order of time; `skip` lines were read before. */
export function treeLogs(
  connection: Connection,
  run: RunId,
  { skip, limit }: { skip: number; limit: number },
): LogRecord[] {
  return connection
    .all(
      `${tree} SELECT logs.* FROM tree JOIN logs ON logs.run = tree.id
       ORDER BY time, depth, run, seq LIMIT ? OFFSET ?`,
      [run, limit, skip],
    )
    .map(readLogRow);
}
