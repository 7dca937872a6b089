/** What was told to whom: kept, so that it is told once, and no more often than a person can bear. */
import type { RunId } from "@millrace/protocol";
import { identify, livenessOf } from "../processes/identity.js";
import type { Connection, Value } from "./connection.js";

export interface StoredAlert {
  /** What happened and which way it goes: the same in every process that notices. */
  id: string;
  flowKey: string;
  /** The way it goes, for a person: `webhook $SLACK_URL`. */
  way: string;
  state: "pending" | "sent" | "failed" | "held-back";
  /** The message and the channel as JSON, with the names of secrets in place of them. */
  message: string;
  channel: string;
  time: number;
  /** Why it was not taken. */
  problem?: string;
}

interface AlertRow extends Record<string, Value> {
  id: string;
  flow_key: string;
  way: string;
  state: StoredAlert["state"];
  message: string;
  channel: string;
  host: string;
  pid: number;
  process_start: string;
  time: number;
  problem: string | null;
}

/** Notes an alert for this process to send. @returns false where it is known already */
export function addAlert(connection: Connection, alert: Omit<StoredAlert, "problem">): boolean {
  const { id, flowKey, way, state, message, channel, time } = alert;
  const { host, pid, start } = identify(process.pid);
  const changed = connection.run(
    `INSERT INTO alerts (id, flow_key, way, state, message, channel, time, host, pid, process_start)
     VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING`,
    [id, flowKey, way, state, message, channel, time, host, pid, start],
  );
  return changed > 0;
}

/** Milliseconds after which a service on another host, which nobody can look at, sends no more. */
const longestSending = 600_000;

/** Nobody wants to hear after so many milliseconds what went wrong. */
const longestPending = 86_400_000;

/**
 * Those that a process noted and did not live to send; from now on this one's.
 * @param wanted says of a channel, as JSON, whether this process can send that way
 */
export function adoptAlerts(
  connection: Connection,
  wanted: (channel: string) => boolean,
): StoredAlert[] {
  const me = identify(process.pid);
  if (!connection.first("SELECT 1 FROM alerts WHERE state = 'pending'")) return [];
  return connection.write(() => {
    connection.run(
      `UPDATE alerts SET state = 'failed', problem = 'nobody could send it for a day'
       WHERE state = 'pending' AND time < ?`,
      [Date.now() - longestPending],
    );
    const pending = connection.all<AlertRow>("SELECT * FROM alerts WHERE state = 'pending'");
    const orphans = pending.filter(({ host, pid, process_start, time, channel }) => {
      if (!wanted(channel)) return false;
      const liveness = livenessOf({ host, pid, start: process_start });
      return liveness === "gone" || (liveness === "unknown" && Date.now() - time > longestSending);
    });
    for (const { id } of orphans) {
      connection.run("UPDATE alerts SET host = ?, pid = ?, process_start = ? WHERE id = ?", [
        me.host,
        me.pid,
        me.start,
        id,
      ]);
    }
    return orphans.map(readAlert);
  });
}

/** Whom to tell of what becomes of a run, as JSON. */
export function noteAlerts(connection: Connection, run: RunId, alerts: string): void {
  connection.run("UPDATE runs SET alerts = ? WHERE id = ?", [alerts, run]);
}

/** As {@link noteAlerts} was given them; undefined where the run noted none. */
export function notedAlerts(connection: Connection, run: RunId): string | undefined {
  const row = connection.first<{ alerts: string | null }>("SELECT alerts FROM runs WHERE id = ?", [
    run,
  ]);
  return row?.alerts ?? undefined;
}

/** Runs that crashed, and whom to tell of each: whoever found them dead did not. */
export function untoldCrashes(connection: Connection): { id: RunId; alerts: string }[] {
  return connection.all<{ id: RunId; alerts: string }>(
    "SELECT id, alerts FROM runs WHERE state = 'Crashed' AND alerts <> '[]'",
  );
}

/** Once those that a run noted are told of its end there is nobody left to tell. */
export function settleAlerts(connection: Connection, run: RunId): void {
  noteAlerts(connection, run, "[]");
}

export function closeAlert(connection: Connection, id: string, problem: string | undefined): void {
  connection.run("UPDATE alerts SET state = ?, problem = ? WHERE id = ?", [
    problem === undefined ? "sent" : "failed",
    problem ?? null,
    id,
  ]);
}

/** How long alerts are kept, in milliseconds: longer than clocks are ever put back. */
const kept = 31 * 86_400_000;

/** Forgets alerts of long ago. */
export function forgetAlerts(connection: Connection, now = Date.now()): void {
  connection.run("DELETE FROM alerts WHERE time < ?", [now - kept]);
}

/** How many alerts of a flow went a way since a moment, and how many since then were held back. */
export function alertsSince(
  connection: Connection,
  flowKey: string,
  way: string,
  since: number,
): { sent: number; heldBack: number } {
  const row = connection.first<{ sent: number | null; held: number | null }>(
    `SELECT SUM(state <> 'held-back') AS sent,
       SUM(state = 'held-back' AND time > (SELECT COALESCE(MAX(time), 0) FROM alerts
         WHERE flow_key = ?1 AND way = ?2 AND time > ?3 AND state <> 'held-back')) AS held
     FROM alerts WHERE flow_key = ?1 AND way = ?2 AND time > ?3`,
    [flowKey, way, since],
  );
  return { sent: row?.sent ?? 0, heldBack: row?.held ?? 0 };
}

/** Those of one way after a moment, oldest first. */
export function alertsOfWay(connection: Connection, way: string, after: number): StoredAlert[] {
  return connection
    .all<AlertRow>("SELECT * FROM alerts WHERE way = ? AND time > ? ORDER BY time", [way, after])
    .map(readAlert);
}

function readAlert(row: AlertRow): StoredAlert {
  const { id, flow_key: flowKey, way, state, message, channel, time, problem } = row;
  return { id, flowKey, way, state, message, channel, time, ...(problem ? { problem } : {}) };
}
