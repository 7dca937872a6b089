/** Processes that wait for limits while they hold others, and whether they wait for each other. */
import { circleOf, type Link, type Queued, type Standing } from "../limits/circle.js";
import type { Census, ProcessRow } from "./census.js";
import type { Connection, Value } from "./connection.js";
import { storedLimits } from "./limit-settings.js";

/** What was said counts as long as the lines that it speaks of have not moved: their tickets tell. */
interface Noted extends Standing {
  tickets: number[];
}

const isOwn = "host = ? AND pid = ? AND process_start = ?";

/** Writes where there is something new: every write wakes all that wait. */
export function noteStanding(
  connection: Connection,
  own: Value[],
  standing: Standing | undefined,
): void {
  const noted = connection.read(() => ({
    before: connection.first<{ standing: string }>(
      `SELECT standing FROM limit_standings WHERE ${isOwn}`,
      own,
    )?.standing,
    now: standing && JSON.stringify({ ...standing, tickets: ticketsOf(connection, own) }),
  }));
  if (noted.before === noted.now) return;
  connection.write(() => {
    connection.run(`DELETE FROM limit_standings WHERE ${isOwn}`, own);
    if (noted.now === undefined) return;
    connection.run(
      "INSERT INTO limit_standings (host, pid, process_start, standing) VALUES (?,?,?,?)",
      [...own, noted.now],
    );
  });
}

/** @returns nothing where another process is the one to break it */
export function circleToBreak(connection: Connection, census: Census, own: Value[]): Link[] {
  const living = <Row extends ProcessRow>(sql: string) =>
    connection.all<Row>(sql).filter((row) => census.isAlive(row));
  const queue = living<ProcessRow & { names: string; ticket: number }>(
    "SELECT * FROM limit_queue",
  ).map((row): Queued => ({ ...row, process: keyOf(row), names: JSON.parse(row.names) }));
  const slots = living<ProcessRow & { name: string; holder: string; run: string }>(
    "SELECT * FROM leases",
  ).map((row) => ({ ...row, process: keyOf(row) }));
  const standings = new Map<string, Standing>();
  for (const row of living<ProcessRow & { standing: string }>("SELECT * FROM limit_standings")) {
    const noted: Noted = JSON.parse(row.standing);
    const ofIt = queue.filter(({ process }) => process === keyOf(row));
    if (noted.tickets.every((ticket) => ofIt.some((line) => line.ticket === ticket))) {
      standings.set(keyOf(row), noted);
    }
  }
  const [host, pid, start] = own as [string, number, string];
  const me = keyOf({ host, pid, process_start: start });
  return circleOf({ caps: capsOf(connection), queue, slots, standings }, me);
}

function ticketsOf(connection: Connection, own: Value[]): Noted["tickets"] {
  return connection
    .all<{ ticket: number }>(`SELECT ticket FROM limit_queue WHERE ${isOwn} ORDER BY ticket`, own)
    .map(({ ticket }) => ticket);
}

function capsOf(connection: Connection): Map<string, { limit?: number; starts?: number }> {
  const caps = new Map<string, { limit?: number; starts?: number }>();
  for (const { name, kind, declared, chosen } of storedLimits(connection)) {
    const cap = chosen ?? declared;
    if (cap === null) continue;
    caps.set(name, { ...caps.get(name), [kind === "rate" ? "starts" : "limit"]: cap });
  }
  return caps;
}

function keyOf({ host, pid, process_start: start }: ProcessRow): string {
  return `${host} ${pid} ${start}`;
}
