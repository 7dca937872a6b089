/** Results and traces of files that are kept for later say when they were last of use. */
import type { Connection } from "./connection.js";
import type { Write } from "./recorder.js";

type Kept = "cache" | "files";

/** Milliseconds that a last use may be off, so that few of the hits are writes. */
const exactness = 86_400_000;
/** Rows a transaction, so that other processes get their turn. */
const rowsAtOnce = 500;

/** @param before when it was last of use, as far as is known */
export function noteUse(
  enqueue: (write: Write) => void,
  table: Kept,
  key: string,
  before: number,
): void {
  const now = Date.now();
  if (now - before < exactness) return;
  enqueue({
    write: (connection) =>
      connection.run(`UPDATE ${table} SET used = ?1 WHERE key = ?2 AND used < ?1`, [now, key]),
    committed() {},
  });
}

/**
 * Removes what was of no use since a moment.
 * @param isOver says that the rest is left to the next time
 */
export function dropUnused(connection: Connection, since: number, isOver: () => boolean): void {
  for (const table of ["cache", "files"] satisfies Kept[]) {
    let dropped = rowsAtOnce;
    while (dropped === rowsAtOnce && !isOver()) {
      dropped = connection.run(
        `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE used < ? LIMIT ${rowsAtOnce})`,
        [since],
      );
    }
  }
}
