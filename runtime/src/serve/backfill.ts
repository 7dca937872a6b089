/** Runs the slots of a schedule between two moments, those that have not been run. */
import { randomUUID } from "node:crypto";
import type { RunId, StateName } from "@millrace/protocol";
import { datesOf, slotsBetween } from "@millrace/schedules";
import { tellOfCrash } from "../alerts/tell.js";
import { UsageError } from "../loader/usage-error.js";
import {
  addSlot,
  type Connection,
  cancelRun,
  claimSlot,
  closeSlot,
  completedSlots,
  dropSlot,
  openSlots,
  releaseSlot,
  runOfSlot,
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

/** More are not meant: a day of every second has fewer. */
const mostSlots = 100_000;

/**
 * All slots in `[from, to]`, oldest first.
 * @param connection undefined where nothing was recorded yet
 * @throws UsageError where they are too many to be meant
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
    const waits = slot.orphaned || (slot.state === "due" && (slot.paused || !schedule.active));
    if (isOfSchedule && !waits) open.add(slot.slot);
  }
  const planned: PlannedSlot[] = [];
  for (const slot of slotsBetween(datesOf(schedule.timing), from - 1, to)) {
    if (planned.length === mostSlots) throw tooMany(schedule.key, from, to);
    const isDone = done?.has(slot) && !again;
    if (open.has(slot)) planned.push({ slot, leftOut: "a service runs it, or is about to" });
    else planned.push(isDone ? { slot, leftOut: "a run has completed for it" } : { slot });
  }
  return planned;
}

function tooMany(schedule: string, from: number, to: number): UsageError {
  const range = [from, to].map((moment) => new Date(moment).toISOString()).join(" to ");
  return new UsageError(`the schedule ${schedule} has more than ${mostSlots} slots from ${range}`, {
    remedy: "Nothing was run. Give --from and --to that are closer together, one after the other.",
  });
}

export interface BackfillEnd {
  slot: number;
  run: RunId | undefined;
  state: StateName | undefined;
  /** How the process ended, where there was no run. */
  how: string;
}

/** A slot that this process has claimed. */
interface Taken {
  claim: string;
  /** A service was to run it. */
  wasDue: boolean;
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
  /** What runs, and from when on its run may have been recorded. */
  readonly #launched = new Map<Launched, { ref: SlotRef; started: number }>();
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
    for (const [{ child }, { ref, started }] of this.#launched) {
      const run = runOfSlot(this.#connection, ref, started);
      if (run) void cancelRun(this.#connection, run.id, 1_000).catch(() => undefined);
      child.kill("SIGTERM");
    }
  }

  async #one(scheduled: number): Promise<BackfillEnd> {
    const ref = { flowKey: this.#flow.key, schedule: this.#schedule, slot: scheduled };
    const started = Date.now();
    const taken = this.#take(ref);
    const watcher = process.stderr.isTTY === true ? "terminal" : undefined;
    const slot = { schedule: this.#schedule, scheduled, claim: taken?.claim };
    const launched = launch(this.#flow, slot, watcher);
    this.#launched.set(launched, { ref, started });
    const { how } = await launched.ended;
    this.#launched.delete(launched);
    sweep(this.#connection);
    const run = runOfSlot(this.#connection, ref, started);
    if (taken && run) closeSlot(this.#connection, ref);
    else if (taken) this.#giveBack(ref, taken);
    if (run?.state === "Crashed") await tellOfCrash(this.#connection, run.id, say);
    return { slot: scheduled, run: run?.id, state: run?.state, how };
  }

  /** A slot that nobody knows is taken, so that no service takes it too; one that was run is not. */
  #take(ref: SlotRef): Taken | undefined {
    return this.#connection.write(() => {
      const state = slotState(this.#connection, ref);
      if (state !== undefined && state !== "due" && state !== "claimed") return undefined;
      const claim = randomUUID();
      addSlot(this.#connection, ref, true);
      claimSlot(this.#connection, ref, claim);
      return { claim, wasDue: state !== undefined };
    });
  }

  /** No run began: a service is not to try what a person wanted now. */
  #giveBack(ref: SlotRef, { claim, wasDue }: Taken): void {
    if (wasDue) releaseSlot(this.#connection, { ...ref, claim }, "due", undefined);
    else dropSlot(this.#connection, { ...ref, claim });
  }
}

function say(line: string): void {
  process.stderr.write(`millrace: ${line}\n`);
}
