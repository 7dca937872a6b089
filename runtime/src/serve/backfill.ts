/** Runs the slots of a schedule between two moments, those that have not been run. */
import { randomUUID } from "node:crypto";
import type { RunId, StateName } from "@millrace/protocol";
import { datesOf, slotsBetween } from "@millrace/schedules";
import { tellOfCrash } from "../alerts/tell.js";
import {
  addSlot,
  type Connection,
  cancelRun,
  claimSlot,
  closeSlot,
  completedSlots,
  openSlots,
  type SlotRef,
  slotState,
  sweep,
} from "../store/index.js";
import type { FoundFlow, FoundSchedule } from "./discovery/found.js";
import { type Launched, launch } from "./launch.js";

export interface PlannedSlot {
  slot: number;
  /** Why it is left out; absent where it is to be run. */
  leftOut?: string;
}

/**
 * All slots in `[from, to]`, oldest first.
 * @param connection undefined where nothing was recorded yet
 */
export function planBackfill(
  connection: Connection | undefined,
  flowKey: string,
  schedule: FoundSchedule,
  { from, to, again }: { from: number; to: number; again: boolean },
): PlannedSlot[] {
  const done = connection && completedSlots(connection, flowKey, schedule.key, [from, to]);
  const open = new Set<number>();
  for (const slot of connection ? openSlots(connection) : []) {
    const isOfSchedule = slot.flowKey === flowKey && slot.schedule === schedule.key;
    if (isOfSchedule && !slot.orphaned) open.add(slot.slot);
  }
  return [...slotsBetween(datesOf(schedule.timing), from - 1, to)].map((slot) => {
    if (open.has(slot)) return { slot, leftOut: "a service runs it, or is about to" };
    return done?.has(slot) && !again ? { slot, leftOut: "a run has completed for it" } : { slot };
  });
}

export interface BackfillEnd {
  slot: number;
  run: RunId | undefined;
  state: StateName | undefined;
  /** How the process ended, where there was no run. */
  how: string;
}

export interface BackfillOptions {
  concurrency: number;
  onStart: (slot: number) => void;
  onEnd: (end: BackfillEnd) => void;
}

/** Runs slots in order, some at a time. */
export class Backfill {
  readonly #connection: Connection;
  readonly #flow: FoundFlow;
  readonly #schedule: string;
  readonly #launched = new Set<Launched>();
  #stopped = false;

  constructor(connection: Connection, flow: FoundFlow, schedule: string) {
    this.#connection = connection;
    this.#flow = flow;
    this.#schedule = schedule;
  }

  get running(): number {
    return this.#launched.size;
  }

  async run(slots: readonly number[], options: BackfillOptions): Promise<void> {
    const rest = [...slots];
    const worker = async () => {
      for (let slot = rest.shift(); slot !== undefined && !this.#stopped; slot = rest.shift()) {
        options.onStart(slot);
        options.onEnd(await this.#one(slot));
      }
    };
    await Promise.all(Array.from({ length: options.concurrency }, worker));
  }

  /** Starts no more; the second time, cancels what runs. */
  stop(): void {
    if (!this.#stopped) {
      this.#stopped = true;
      return;
    }
    for (const { run, flowKey, schedule } of openSlots(this.#connection)) {
      if (run === undefined || flowKey !== this.#flow.key || schedule !== this.#schedule) continue;
      void cancelRun(this.#connection, run, 1_000).catch(() => undefined);
    }
    for (const { child } of this.#launched) child.kill("SIGTERM");
  }

  async #one(scheduled: number): Promise<BackfillEnd> {
    const ref = { flowKey: this.#flow.key, schedule: this.#schedule, slot: scheduled };
    const started = Date.now();
    const claim = this.#claim(ref);
    const watcher = process.stderr.isTTY === true ? "terminal" : undefined;
    const slot = { schedule: this.#schedule, scheduled, claim };
    const launched = launch(this.#flow, slot, watcher);
    this.#launched.add(launched);
    const { how } = await launched.ended;
    this.#launched.delete(launched);
    sweep(this.#connection);
    const row = this.#connection.first<{ id: RunId; state: StateName }>(
      `SELECT id, state FROM runs WHERE flow_key = ? AND schedule = ? AND scheduled = ?
         AND created >= ? AND parent IS NULL ORDER BY created DESC`,
      [ref.flowKey, ref.schedule, ref.slot, started],
    );
    if (claim !== undefined && row !== undefined) closeSlot(this.#connection, ref);
    if (row?.state === "Crashed") await tellOfCrash(this.#connection, row.id, say);
    return { slot: scheduled, run: row?.id, state: row?.state, how };
  }

  /** A slot that nobody knows is taken, so that no service takes it too; one that was run is not. */
  #claim(ref: SlotRef): string | undefined {
    return this.#connection.write(() => {
      const state = slotState(this.#connection, ref);
      if (state !== undefined && state !== "due" && state !== "claimed") return undefined;
      const claim = randomUUID();
      addSlot(this.#connection, ref, true);
      claimSlot(this.#connection, ref, claim);
      return claim;
    });
  }
}

function say(line: string): void {
  process.stderr.write(`millrace: ${line}\n`);
}
