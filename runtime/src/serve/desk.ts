/** The schedules of one store: decides, starts, and watches what becomes of it. */
import type { ChildProcess } from "node:child_process";
import type { RunId } from "@millrace/protocol";
import { tellOfCrashes } from "../alerts/crashes.js";
import { afterRun, stillRuns } from "../alerts/happenings.js";
import type { Alert } from "../alerts/options.js";
import { Outbox } from "../alerts/outbox.js";
import { milliseconds, spoken as spokenSpan } from "../engine/duration.js";
import { killProcessGroup } from "../processes/tree.js";
import {
  type ClaimedSlot,
  type Connection,
  cancelRun,
  closeSlot,
  connect,
  endedSlots,
  endService,
  findRun,
  forgetAlerts,
  forgetSlots,
  notedAlerts,
  noteService,
  openSlots,
  type Retention,
  releaseSlot,
  retain,
  runsById,
  type SlotRef,
  serviceBeat,
  shrink,
  sweep,
} from "../store/index.js";
import { decide } from "./decide.js";
import type { FoundFlow, FoundSchedule } from "./discovery/found.js";
import { dispatch } from "./dispatch.js";
import { missedSlots, notStarted } from "./happenings.js";
import { HeldSlots } from "./held.js";
import { launch } from "./launch.js";
import type { Report } from "./report.js";
import { Trouble } from "./trouble.js";

const day = 86_400_000;
/** How long closed slots are kept, in milliseconds: longer than clocks are ever put back. */
const kept = 31 * day;
/** How long a slot waits for a file that cannot be run, in milliseconds: it may be half saved. */
const fileGrace = 60_000;
/** Milliseconds that one removal of old runs may take. */
const longestRemoval = 200;
/** How long a run that a later slot wants cancelled gets to end by itself, in milliseconds. */
const cancelGrace = 10_000;

interface Served {
  flow: FoundFlow;
  schedule: FoundSchedule;
  /** When to decide on its slots again. */
  next: number | undefined;
}

export interface DeskOptions {
  /** The folder of the store. */
  folder: string;
  report: Report;
  /** Slots before this moment passed while nothing ran. */
  since: number;
  /** Called when a run of this desk has ended. */
  onFree: () => void;
}

export class Desk {
  readonly #options: DeskOptions;
  readonly #served = new Map<string, Served>();
  readonly #children = new Map<ChildProcess, SlotRef>();
  readonly #cancelling = new Set<RunId>();
  readonly #held = new HeldSlots(fileGrace);
  readonly #trouble = new Trouble();
  readonly #outbox: Outbox;
  #file: Connection;
  #alerts: readonly Alert[] = [];
  #retention: Retention = {};
  #lastLook = 0;
  #lastTidied = 0;
  #lastBeat: number;
  /** Slots that wait, or runs that another service started. */
  #unsettled = true;
  active = 0;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#file = connect(options.folder);
    this.#outbox = new Outbox({
      connected: () => this.#connection,
      onDelivered: ({ flow, way, problem }) =>
        options.report({ type: "alert", flow, way, ...(problem ? { problem } : {}) }),
    });
    this.#outbox.adopt();
    this.#lastBeat = Date.now();
    noteService(this.#file, options.since);
  }

  /** How many runs of this service go on. */
  get running(): number {
    return this.#children.size;
  }

  /** When something is next to be decided. */
  get next(): number | undefined {
    const all = [...this.#served.values()].flatMap(({ next }) => next ?? []);
    if (all.length === 0) return undefined;
    return Math.max(
      this.#trouble.until,
      all.reduce((a, b) => Math.min(a, b)),
    );
  }

  /** Whether to look again soon, though no slot comes. */
  get unsettled(): boolean {
    return this.#unsettled;
  }

  /** Takes these schedules in place of those it had. */
  serve(flows: readonly FoundFlow[], alerts: readonly Alert[], retention: Retention = {}): void {
    this.#alerts = alerts;
    this.#retention = retention;
    this.#held.filesChanged();
    this.#served.clear();
    for (const flow of flows) {
      for (const schedule of flow.schedules) {
        const next = Number.NEGATIVE_INFINITY;
        this.#served.set(keyOf(flow.key, schedule.key), { flow, schedule, next });
      }
    }
    this.#unsettled = true;
  }

  /**
   * Decides on the slots that have come, closes what has ended, starts what may start. In a store that
   * is full or locked nothing is decided: it is looked at again.
   * @param room how many runs may go on at a time in this store
   */
  look(now: number, room: number): void {
    if (this.#trouble.isOn(now)) return;
    try {
      this.#look(now, room);
      this.#trouble.over();
    } catch (error) {
      const { message } = error as Error;
      if (this.#trouble.met(message, now)) this.#options.report({ type: "trouble", message });
    }
  }

  #look(now: number, room: number): void {
    const turned = now < this.#lastLook;
    this.#lastLook = now;
    if (Math.abs(now - this.#lastTidied) > day) this.#tidy(now);
    if (Math.abs(now - this.#lastBeat) > serviceBeat) this.#beat(now);
    for (const served of this.#served.values()) {
      if (turned || (served.next !== undefined && served.next <= now)) this.#decide(served, now);
    }
    this.#settle();
    this.#start(room);
    this.#retain();
  }

  /** Kills what this service runs; what another one runs is left alone. */
  async kill(): Promise<void> {
    const own = new Set([...this.#children.values()].map(slotId));
    const open = openSlots(this.#connection).filter((slot) => own.has(slotId(slot)));
    const runs = open.flatMap(({ run }) => run ?? []);
    const processes = [...this.#children.keys()].flatMap(({ pid }) => pid ?? []);
    await Promise.all(
      runs.map((run) => cancelRun(this.#connection, run, 0).catch(() => undefined)),
    );
    for (const pid of processes) killProcessGroup(pid);
  }

  async close(): Promise<void> {
    this.#settle();
    await this.#outbox.close();
    endService(this.#connection);
    this.#file.close();
  }

  /** Somebody may delete the folder under the service: it goes on in a new one. */
  get #connection(): Connection {
    if (!this.#file.isCurrent()) {
      this.#file.close();
      this.#file = connect(this.#options.folder);
    }
    return this.#file;
  }

  #tidy(now: number): void {
    this.#lastTidied = now;
    forgetSlots(this.#connection, kept);
    forgetAlerts(this.#connection);
  }

  #beat(now: number): void {
    this.#lastBeat = now;
    noteService(this.#connection, this.#options.since, now);
    // Commands do not wait for a way that is down: what they left is sent from here.
    this.#outbox.adopt();
  }

  /** Last, for a little at a time: slots do not wait for it. */
  #retain(): void {
    const removed = retain(this.#connection, this.#retention, longestRemoval);
    if (removed === undefined || removed === 0) return;
    shrink(this.#connection);
    this.#options.report({ type: "runs-removed", count: removed });
  }

  #decide(served: Served, now: number): void {
    const { flow, schedule } = served;
    const { report, since } = this.#options;
    const { missed, next } = decide(this.#connection, flow.key, schedule, now, since);
    served.next = next;
    if (missed === undefined) return;
    report({ type: "slots-missed", flow: flow.name, schedule: schedule.key, ...missed });
    this.#outbox.tell(this.#alertsOf(flow), missedSlots(flow, schedule.key, missed));
  }

  /**
   * Closes slots of its flows whose run has ended, in whatever process it ran; those of other flows
   * are for the service that knows whom to tell.
   */
  #settle(): void {
    const connection = this.#connection;
    sweep(connection);
    tellOfCrashes(connection, this.#outbox);
    for (const { ended, ...slot } of endedSlots(connection)) {
      const flow = this.#flowOf(slot);
      if (flow === undefined && ended !== undefined) continue;
      // Told before it is closed: who dies in between leaves it to the next one, and it goes once all the same.
      if (flow && ended) this.#tellOfEnd(ended.run, flow);
      if (closeSlot(connection, slot) && ended) {
        this.#options.report({ type: "slot-ended", ...this.#told(slot), ...ended });
      }
    }
  }

  /** A run that nobody but it would have told of has noted whom to tell; others are the service's. */
  #tellOfEnd(id: RunId, flow: FoundFlow): void {
    const connection = this.#connection;
    const alerts = this.#alertsOf(flow);
    if (alerts.length === 0 || notedAlerts(connection, id) !== undefined) return;
    const happening = afterRun(connection, findRun(connection, id));
    if (happening) this.#outbox.tell(alerts, happening);
  }

  #start(room: number): void {
    const { report } = this.#options;
    const now = Date.now();
    const termsOf = (slot: SlotRef) => {
      if (this.#held.isHeld(slotId(slot), now)) return undefined;
      const served = this.#served.get(keyOf(slot.flowKey, slot.schedule));
      if (served === undefined) return undefined;
      const { active, overlap } = served.schedule;
      return { active, overlap, limits: served.flow.limits };
    };
    const { claimed, skipped, cancel, active, waiting } = dispatch(this.#connection, termsOf, room);
    for (const { slot, reason } of skipped) {
      report({ type: "slot-skipped", ...this.#told(slot), reason });
    }
    for (const slot of claimed) this.#launch(slot);
    for (const run of cancel) this.#cancel(run);
    this.active = active;
    const slow = this.#tellOfSlowRuns();
    this.#unsettled = waiting > 0 || active > this.#children.size || slow;
  }

  #launch(slot: ClaimedSlot): void {
    const flow = this.#flowOf(slot);
    if (flow === undefined) return;
    const { schedule, slot: scheduled, claim } = slot;
    const { child, ended } = launch(flow, { schedule, scheduled, claim }, "service");
    this.#children.set(child, slot);
    this.#options.report({ type: "slot-claimed", ...this.#told(slot) });
    void ended.then(({ code, how }) => {
      this.#children.delete(child);
      this.#safely(() => this.#afterProcess(flow, slot, code, how));
      this.#options.onFree();
    });
  }

  /** A process that ended before its run began: status 2 says that it cannot, as its file is now. */
  #afterProcess(flow: FoundFlow, slot: ClaimedSlot, code: number | null, how: string): void {
    const connection = this.#connection;
    if (code !== 2) {
      releaseSlot(connection, slot, "due", undefined);
      this.#held.forget(slotId(slot));
      return;
    }
    const reason = `its process ended with ${how}; what it said is in the log of the service`;
    const waits = this.#held.hold(slotId(slot), Date.now());
    if (!releaseSlot(connection, slot, waits ? "due" : "refused", reason)) return;
    this.#options.report({
      type: waits ? "slot-waiting" : "slot-refused",
      ...this.#told(slot),
      reason,
    });
    if (waits) return;
    this.#outbox.tell(this.#alertsOf(flow), notStarted(flow, slot, reason));
  }

  #cancel(run: RunId): void {
    if (this.#cancelling.has(run)) return;
    this.#cancelling.add(run);
    void cancelRun(this.#connection, run, cancelGrace)
      .catch(() => undefined)
      .finally(() => {
        this.#cancelling.delete(run);
        this.#options.onFree();
      });
  }

  /** @returns whether a run goes on that may yet become slow */
  #tellOfSlowRuns(): boolean {
    const watched = [...this.#served.values()].some(({ flow }) =>
      this.#alertsOf(flow).some(({ longerThan }) => longerThan !== undefined),
    );
    if (!watched) return false;
    const connection = this.#connection;
    let waits = false;
    for (const slot of openSlots(connection)) {
      const flow = this.#flowOf(slot);
      if (flow === undefined || slot.run === undefined) continue;
      if (notedAlerts(connection, slot.run) !== undefined) continue;
      const [run] = runsById(connection, [slot.run]);
      for (const alert of this.#alertsOf(flow)) {
        const limit = milliseconds(alert.longerThan);
        if (limit === undefined || run === undefined) continue;
        if (Date.now() - run.created < limit) waits = true;
        else this.#outbox.tell([alert], stillRuns(run, spokenSpan(alert.longerThan)));
      }
    }
    return waits;
  }

  #alertsOf(flow: FoundFlow): readonly Alert[] {
    return [...flow.alerts, ...this.#alerts];
  }

  /** Also where the schedule of the slot is no more: its times may have been changed since. */
  #flowOf({ flowKey }: SlotRef): FoundFlow | undefined {
    return [...this.#served.values()].find(({ flow }) => flow.key === flowKey)?.flow;
  }

  #told(slot: SlotRef): { flow: string; schedule: string; slot: number } {
    const flow = this.#flowOf(slot)?.name ?? slot.flowKey;
    return { flow, schedule: slot.schedule, slot: slot.slot };
  }

  #safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.report({ type: "trouble", message: (error as Error).message });
    }
  }
}

function keyOf(flowKey: string, schedule: string): string {
  return `${flowKey}\n${schedule}`;
}

function slotId({ flowKey, schedule, slot }: SlotRef): string {
  return `${keyOf(flowKey, schedule)}\n${slot}`;
}
