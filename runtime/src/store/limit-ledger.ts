/**
 * Limits shared by the processes of a machine: who holds a slot, who waits, what has started.
 *
 * Invariants: slots are taken in one transaction with the look at who holds them. Whoever waits
 * counts as a holder for those who came later, so that nobody is passed over, and what needs several
 * limits gets them all at some time. What a dead process holds, or waits for, counts for nothing.
 */
import { spokenSettings } from "../limits/declared.js";
import type { ClaimedWant, LimitLedger, Refusal } from "../limits/ledger.js";
import { isToCome, type Rate, waitAfter } from "../limits/window.js";
import { type Moment, momentNow } from "../processes/clock.js";
import { identify } from "../processes/identity.js";
import { Census, type ProcessRow } from "./census.js";
import type { Connection, Value } from "./connection.js";
import { effective, noteDeclared } from "./limit-settings.js";
import { circleToBreak, noteStanding } from "./limit-standings.js";
import { watchStore } from "./watch.js";

interface Queued extends ProcessRow {
  names: string;
  ticket: number;
  waiting: number;
}

interface StartRow extends Moment {
  number: number;
}

/** @param clock the clocks that rates go by */
export function createLimitLedger(
  connected: () => Connection,
  clock: () => Moment = momentNow,
): LimitLedger {
  const me = identify(process.pid);
  const own: Value[] = [me.host, me.pid, me.start];
  /** What was declared, as the store has it already. */
  const noted = new Map<string, string>();

  return {
    take({ holder, run, wants, waiting, again }) {
      const connection = connected();
      const names = keyOf(wants.map(({ name }) => name));
      const look = (writing: boolean) => {
        const queue = connection.all<Queued>("SELECT * FROM limit_queue");
        const mine = queue.find(
          (row) => row.names === names && row.pid === me.pid && row.process_start === me.start,
        );
        const census = new Census(connection);
        const actual = wants.map((want) => ({ ...want, ...effective(connection, want) }));
        if (writing) for (const want of actual) correctClock(connection, want, clock());
        const ahead = queue.filter((row) => row.ticket < (mine?.ticket ?? Infinity));
        const refusal = refusalOf(connection, census, actual, ahead, clock());
        return { refusal, census, actual, place: mine };
      };
      // Who waits already looks first, so that a hundred that wait do not keep others from writing.
      if (again) {
        const { refusal, place } = connection.read(() => look(false));
        if (refusal !== undefined && place?.waiting === waiting) return refusal;
      }
      return connection.write(() => {
        for (const want of wants) noteDeclared(connection, want, noted);
        const { refusal, census, actual, place } = look(true);
        census.bury();
        if (refusal !== undefined) {
          if (!refusal.unknown) enqueue(connection, names, own, waiting);
          return refusal;
        }
        for (const want of actual) hold(connection, want, { holder, run, own, now: clock() });
        // The next of this process comes after all who wait now.
        if (place !== undefined) dequeue(connection, names, own);
        if (waiting > 1) enqueue(connection, names, own, waiting - 1);
        return undefined;
      });
    },
    release(holder, names) {
      const connection = connected();
      connection.write(() => {
        for (const name of names) {
          connection.run("DELETE FROM leases WHERE name = ? AND holder = ?", [name, holder]);
        }
      });
    },
    leave(names) {
      const connection = connected();
      connection.write(() => dequeue(connection, keyOf(names), own));
    },
    stands(standing) {
      const connection = connected();
      noteStanding(connection, own, standing);
      return standing === undefined
        ? []
        : connection.read(() => circleToBreak(connection, new Census(connection), own));
    },
    watch: (changed) => watchStore(connected, changed),
  };
}

function keyOf(names: readonly string[]): string {
  return JSON.stringify([...names].sort());
}

function enqueue(connection: Connection, names: string, own: Value[], waiting: number): void {
  connection.run(
    `INSERT INTO limit_queue (names, host, pid, process_start, ticket, waiting)
     VALUES (?,?,?,?, (SELECT COALESCE(MAX(ticket), 0) + 1 FROM limit_queue), ?)
     ON CONFLICT DO UPDATE SET waiting = excluded.waiting`,
    [names, ...own, waiting],
  );
}

function dequeue(connection: Connection, names: string, own: Value[]): void {
  connection.run(
    "DELETE FROM limit_queue WHERE names = ? AND host = ? AND pid = ? AND process_start = ?",
    [names, ...own],
  );
}

/** @param queue who came before */
function refusalOf(
  connection: Connection,
  census: Census,
  wants: readonly ClaimedWant[],
  queue: readonly Queued[],
  now: Moment,
): Refusal | undefined {
  for (const { name, limit, rate, borrowed } of wants) {
    if (limit === undefined && rate === undefined) return unknownLimit(name);
    const ahead = queue.filter(
      (row) => (JSON.parse(row.names) as string[]).includes(name) && census.isAlive(row),
    ).length;
    const refusal =
      (limit === undefined || borrowed
        ? undefined
        : full(connection, census, name, limit, ahead)) ??
      (rate === undefined ? undefined : tooSoon(connection, name, rate, ahead, now));
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function full(
  connection: Connection,
  census: Census,
  name: string,
  limit: number,
  ahead: number,
): Refusal | undefined {
  const holders = connection.all<ProcessRow & { holder: string; run: string }>(
    "SELECT * FROM leases WHERE name = ?",
    [name],
  );
  if (holders.length + ahead < limit) return undefined;
  const living = holders.filter((row) => census.isAlive(row));
  if (living.length + ahead < limit) return undefined;
  const runs = [...new Set(living.map(({ run }) => run))];
  const detail =
    runs.length === 0 ? "others come first" : `held by run ${runs.slice(0, 3).join(", ")}`;
  return { name, message: `limit "${name}" is ${limit} at a time`, detail };
}

/** Each of those who came first will start, too. */
function tooSoon(
  connection: Connection,
  name: string,
  rate: Rate,
  ahead: number,
  now: Moment,
): Refusal | undefined {
  const last = lastStart(connection, name);
  const distant = last + 1 + ahead - rate.starts;
  const start = connection.first<StartRow>(
    "SELECT * FROM rate_starts WHERE name = ? AND number = ?",
    [name, Math.min(distant, last)],
  );
  const wait = distant > last ? rate.per : waitAfter(start, now, rate);
  if (wait <= 0) return undefined;
  const message = `limit "${name}" is ${spokenSettings({ rate })}`;
  return { name, message, until: now.wall + wait };
}

function lastStart(connection: Connection, name: string): number {
  const row = connection.first<{ last: number | null }>(
    "SELECT MAX(number) AS last FROM rate_starts WHERE name = ?",
    [name],
  );
  return row?.last ?? 0;
}

function hold(
  connection: Connection,
  want: ClaimedWant,
  { holder, run, own, now }: { holder: string; run: string; own: Value[]; now: Moment },
): void {
  const { name, limit, rate, borrowed } = want;
  if (limit !== undefined && !borrowed) {
    connection.run(
      "INSERT OR REPLACE INTO leases (name, holder, run, since, host, pid, process_start) VALUES (?,?,?,?,?,?,?)",
      [name, holder, run, now.wall, ...own],
    );
  }
  if (rate === undefined) return;
  const { boot, uptime, wall } = now;
  const number = lastStart(connection, name) + 1;
  connection.run("INSERT INTO rate_starts (name, number, boot, uptime, wall) VALUES (?,?,?,?,?)", [
    name,
    number,
    boot,
    uptime,
    wall,
  ]);
  connection.run("DELETE FROM rate_starts WHERE name = ? AND number <= ?", [
    name,
    number - rate.starts,
  ]);
}

/** Starts that seem to be still to come count as of now. */
function correctClock(connection: Connection, { name, rate }: ClaimedWant, now: Moment): void {
  if (rate === undefined) return;
  const starts = connection.all<StartRow>("SELECT * FROM rate_starts WHERE name = ? AND wall > ?", [
    name,
    now.wall,
  ]);
  for (const { number } of starts.filter((one) => isToCome(one, now))) {
    connection.run(
      "UPDATE rate_starts SET boot = ?, uptime = ?, wall = ? WHERE name = ? AND number = ?",
      [now.boot, now.uptime, now.wall, name, number],
    );
  }
}

function unknownLimit(name: string): Refusal {
  return {
    name,
    unknown: true,
    message: `nothing says what the limit "${name}" allows: give { name: "${name}", limit: 4 } in the option concurrency, limits: { "${name}": 4 } in millrace.config.ts, or run \`millrace limits set "${name}" 4\``,
  };
}
