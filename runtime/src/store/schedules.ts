/**
 * Slots of schedules: which are due, who has taken them, which run they became.
 *
 * Invariants: a slot is one row, so it is decided once. It becomes `started` in the transaction that
 * inserts its run's row, and only under the claim it was launched with: a slot that was taken away
 * from a dead service cannot be started by that service's orphan.
 */
import type { RunId, StateName } from "@millrace/protocol";
import {
  identify,
  type Liveness,
  livenessOf,
  type ProcessIdentity,
} from "../processes/identity.js";
import type { Connection, Value } from "./connection.js";

export type SlotState = "due" | "claimed" | "started" | "ended" | "skipped" | "refused";

/** Names a slot: milliseconds since the Unix epoch, of one schedule of one flow. */
export interface SlotRef {
  flowKey: string;
  schedule: string;
  slot: number;
}

export interface OpenSlot extends SlotRef {
  state: "due" | "claimed" | "started";
  /** It had been missed: its schedule says to catch up on it. */
  late: boolean;
  /** How often it was claimed. */
  attempts: number;
  run: RunId | undefined;
  /** Its schedule is: it waits until that is resumed. */
  paused: boolean;
  /** The service that claimed it is gone. */
  orphaned: boolean;
}

/** What the run process of a slot is told, so that it may start it. */
export interface ClaimedSlot extends SlotRef {
  claim: string;
}

/** Somebody else has, or has run, the slot. */
export class SlotTakenError extends Error {
  override readonly name = "SlotTakenError";
}

interface SlotRow {
  flow_key: string;
  schedule: string;
  slot: number;
  state: SlotState;
  late: number;
  attempts: number;
  run: string | null;
  host: string | null;
  pid: number | null;
  process_start: string | null;
  changed: number;
}

/** Up to where slots have been decided on; undefined for a schedule never seen. */
export function decidedUpTo(
  connection: Connection,
  flowKey: string,
  schedule: string,
): { decided: number; paused: boolean } | undefined {
  const row = connection.first<{ decided: number; paused: number | null }>(
    "SELECT decided, paused FROM schedules WHERE flow_key = ? AND schedule = ?",
    [flowKey, schedule],
  );
  return row && { decided: row.decided, paused: row.paused !== null };
}

export function setDecided(
  connection: Connection,
  flowKey: string,
  schedule: string,
  decided: number,
): void {
  connection.run(
    `INSERT INTO schedules (flow_key, schedule, decided) VALUES (?,?,?)
     ON CONFLICT (flow_key, schedule) DO UPDATE SET decided = excluded.decided`,
    [flowKey, schedule, decided],
  );
}

/** A paused schedule is not run, and what passes meanwhile is not missed. */
export function pauseSchedule(
  connection: Connection,
  flowKey: string,
  schedule: string,
  paused: boolean,
  now = Date.now(),
): void {
  connection.run(
    `INSERT INTO schedules (flow_key, schedule, decided, paused) VALUES (?,?,?,?)
     ON CONFLICT (flow_key, schedule) DO UPDATE SET paused = excluded.paused,
       decided = CASE WHEN excluded.paused IS NULL THEN excluded.decided ELSE decided END`,
    [flowKey, schedule, now, paused ? now : null],
  );
}

/** Notes a slot that is to be run; nothing where it is known already. */
export function addSlot(connection: Connection, ref: SlotRef, late: boolean): void {
  connection.run(
    `INSERT INTO slots (flow_key, schedule, slot, state, late, attempts, changed)
     VALUES (?,?,?,'due',?,0,?) ON CONFLICT DO NOTHING`,
    [...keyOf(ref), Number(late), Date.now()],
  );
}

/** Undefined where the slot was never decided on, or is forgotten. */
export function slotState(connection: Connection, ref: SlotRef): SlotState | undefined {
  return connection.first<{ state: SlotState }>(
    "SELECT state FROM slots WHERE flow_key = ? AND schedule = ? AND slot = ?",
    keyOf(ref),
  )?.state;
}

/** How many slots of a schedule wait to be run. */
export function waitingSlots(connection: Connection, flowKey: string, schedule: string): number {
  const row = connection.first<{ count: number }>(
    "SELECT COUNT(*) AS count FROM slots WHERE flow_key = ? AND schedule = ? AND state = 'due'",
    [flowKey, schedule],
  );
  return row?.count ?? 0;
}

/** The slots that are due, claimed or running, oldest first. */
export function openSlots(connection: Connection): OpenSlot[] {
  const rows = connection.all<SlotRow & { paused: number | null }>(
    `SELECT slots.*, schedules.paused FROM slots LEFT JOIN runs ON runs.id = slots.run
       LEFT JOIN schedules ON schedules.flow_key = slots.flow_key
         AND schedules.schedule = slots.schedule
     WHERE slots.state IN ('due', 'claimed', 'started')
       AND (slots.state <> 'started' OR (runs.id IS NOT NULL AND runs.ended IS NULL))
     ORDER BY slots.slot, slots.flow_key, slots.schedule`,
  );
  const known = new Map<string, Liveness>();
  return rows.map((row) => ({
    flowKey: row.flow_key,
    schedule: row.schedule,
    slot: row.slot,
    state: row.state as OpenSlot["state"],
    late: row.late === 1,
    attempts: row.attempts,
    run: row.run ?? undefined,
    paused: row.paused !== null,
    orphaned: row.state === "claimed" && isGone(row, known),
  }));
}

/** Milliseconds after which a service on another host, which nobody can look at, has lost its claim. */
const longestClaim = 60_000;

function isGone(
  { host, pid, process_start, changed }: SlotRow,
  known: Map<string, Liveness>,
): boolean {
  if (host === null || pid === null) return true;
  const identity: ProcessIdentity = { host, pid, start: process_start ?? "" };
  const key = `${host} ${pid} ${process_start}`;
  const liveness = known.get(key) ?? livenessOf(identity);
  known.set(key, liveness);
  return liveness === "gone" || (liveness === "unknown" && Date.now() - changed > longestClaim);
}

/** Takes a slot for this process. To be called in the transaction that looked at it. */
export function claimSlot(connection: Connection, ref: SlotRef, claim: string): void {
  const { host, pid, start } = identify(process.pid);
  connection.run(
    `UPDATE slots SET state = 'claimed', claim = ?, host = ?, pid = ?, process_start = ?,
       attempts = attempts + 1, changed = ?
     WHERE flow_key = ? AND schedule = ? AND slot = ? AND state IN ('due', 'claimed')`,
    [claim, host, pid, start, Date.now(), ...keyOf(ref)],
  );
}

/** Gives a claimed slot another state, unless it was started or taken meanwhile. */
export function releaseSlot(
  connection: Connection,
  { claim, ...ref }: ClaimedSlot,
  state: "due" | "skipped" | "refused",
  message: string | undefined,
): boolean {
  const changed = connection.run(
    `UPDATE slots SET state = ?, message = ?, claim = NULL, changed = ?
     WHERE flow_key = ? AND schedule = ? AND slot = ? AND state = 'claimed' AND claim = ?`,
    [state, message ?? null, Date.now(), ...keyOf(ref), claim],
  );
  return changed > 0;
}

/** Forgets a claimed slot, as if it had never come, unless it was started or taken meanwhile. */
export function dropSlot(connection: Connection, { claim, ...ref }: ClaimedSlot): void {
  connection.run(
    "DELETE FROM slots WHERE flow_key = ? AND schedule = ? AND slot = ? AND state = 'claimed' AND claim = ?",
    [...keyOf(ref), claim],
  );
}

/** Leaves a slot out that nobody has claimed. */
export function skipSlot(connection: Connection, ref: SlotRef, message: string): void {
  connection.run(
    `UPDATE slots SET state = 'skipped', message = ?, changed = ?
     WHERE flow_key = ? AND schedule = ? AND slot = ? AND state IN ('due', 'claimed')`,
    [message, Date.now(), ...keyOf(ref)],
  );
}

/**
 * The claimed slot becomes this run.
 * @throws SlotTakenError where the claim no longer holds; then the run must not start
 */
export function startSlot(connection: Connection, slot: ClaimedSlot, run: RunId): void {
  const changed = connection.run(
    `UPDATE slots SET state = 'started', run = ?, changed = ?
     WHERE flow_key = ? AND schedule = ? AND slot = ? AND state = 'claimed' AND claim = ?`,
    [run, Date.now(), ...keyOf(slot), slot.claim],
  );
  if (changed > 0) return;
  const time = new Date(slot.slot).toISOString();
  throw new SlotTakenError(
    `the slot ${time} of ${slot.flowKey} (${slot.schedule}) belongs to another process now: nothing was run`,
  );
}

export interface EndedSlot extends SlotRef {
  /** Absent where the run was removed since. */
  ended?: { run: RunId; state: StateName };
}

/** The slots whose run has ended, or was removed since, and that nobody has closed yet. */
export function endedSlots(connection: Connection): EndedSlot[] {
  const rows = connection.all<SlotRow & { run_state: StateName | null }>(
    `SELECT slots.*, runs.state AS run_state FROM slots LEFT JOIN runs ON runs.id = slots.run
     WHERE slots.state IN ('due', 'claimed', 'started') AND slots.state = 'started'
       AND (runs.id IS NULL OR runs.ended IS NOT NULL)`,
  );
  return rows.map(({ flow_key: flowKey, schedule, slot, run, run_state: state }) => ({
    ...{ flowKey, schedule, slot },
    ...(run === null || state === null ? {} : { ended: { run, state } }),
  }));
}

/** The slot's run has ended, and whoever is to know of it has been told. @returns false where it was closed before */
export function closeSlot(connection: Connection, ref: SlotRef): boolean {
  const changed = connection.run(
    `UPDATE slots SET state = 'ended', changed = ?
     WHERE flow_key = ? AND schedule = ? AND slot = ? AND state = 'started'`,
    [Date.now(), ...keyOf(ref)],
  );
  return changed > 0;
}

/** The newest run for a slot that was recorded at `since` or later. */
export function runOfSlot(
  connection: Connection,
  ref: SlotRef,
  since: number,
): { id: RunId; state: StateName } | undefined {
  return connection.first(
    `SELECT id, state FROM runs WHERE flow_key = ? AND schedule = ? AND scheduled = ?
       AND created >= ? AND parent IS NULL ORDER BY created DESC`,
    [...keyOf(ref), since],
  );
}

/** The slots of a schedule in `[from, to]` that a run has completed for. */
export function completedSlots(
  connection: Connection,
  flowKey: string,
  schedule: string,
  [from, to]: readonly [number, number],
): Set<number> {
  const rows = connection.all<{ scheduled: number }>(
    `SELECT DISTINCT scheduled FROM runs WHERE flow_key = ? AND schedule = ?
       AND scheduled BETWEEN ? AND ? AND state IN ('Completed', 'Cached', 'Restored')`,
    [flowKey, schedule, from, to],
  );
  return new Set(rows.map(({ scheduled }) => scheduled));
}

/**
 * Forgets slots older than `age` milliseconds of which nothing is to come: those that are closed, and
 * those that no service was there to close. Their runs are kept as long as runs are.
 */
export function forgetSlots(connection: Connection, age: number): void {
  connection.run(
    `DELETE FROM slots WHERE slot < ?1 AND changed < ?1
       AND (state IN ('ended', 'skipped', 'refused') OR state = 'started' AND NOT EXISTS (
         SELECT 1 FROM runs WHERE runs.id = slots.run AND runs.ended IS NULL))`,
    [Date.now() - age],
  );
}

function keyOf({ flowKey, schedule, slot }: SlotRef): Value[] {
  return [flowKey, schedule, slot];
}
