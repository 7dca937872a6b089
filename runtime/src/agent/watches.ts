import type { AgentNotifications, RaisedAlert, RunId, WatchId } from "@millrace/protocol";
import {
  alertsOfWay,
  type Connection,
  calledRuns,
  eventsAfter,
  findRun,
  UnknownRunError,
} from "../store/index.js";
import type { Library } from "./library.js";

/** Milliseconds between two looks at the store while anybody watches. */
const lookEvery = 80;
/** Every so many looks, runs of dead processes are searched for: a death changes no file. */
const sweepEvery = 10;

export type Notify = <M extends keyof AgentNotifications>(
  method: M,
  params: AgentNotifications[M],
) => void;

interface Watch {
  /** Absent where all runs are watched. */
  run?: RunId;
  /** The last event told. */
  seq: number;
  /** The last event told of each run called in it, where those are watched too. */
  called?: Map<RunId, number>;
  /** Present where alerts are watched. */
  alerts?: WatchedAlerts;
}

interface WatchedAlerts {
  /** When they were looked at last. */
  looked: number;
  /** Those that were there then and not long past. */
  told: ReadonlySet<string>;
}

/**
 * Milliseconds of the past that are looked at: an editor may have been starting, and who notes an alert
 * may have waited for the store since.
 */
const justNow = 60_000;

/** Tells of changes that any process makes, by looking; nobody looks while nobody watches. */
export class Watches {
  readonly #library: Library;
  readonly #notify: Notify;
  readonly #watches = new Map<WatchId, Watch>();
  #timer: NodeJS.Timeout | undefined;
  #nextId = 1;
  #version = "";
  #looks = 0;
  #trouble: string | undefined;

  constructor(library: Library, notify: Notify) {
    this.#library = library;
    this.#notify = notify;
  }

  add(watch: Watch): WatchId {
    const id = this.#nextId++;
    if (watch.alerts !== undefined)
      this.#version = ""; // Some may have been raised already.
    else if (this.#watches.size === 0) {
      this.#version = this.#safely(() => this.#library.version()) ?? "";
    }
    this.#watches.set(id, watch);
    this.#timer ??= setInterval(() => this.#safely(() => this.#look()), lookEvery);
    return id;
  }

  remove(id: WatchId): void {
    this.#watches.delete(id);
    if (this.#watches.size === 0) this.stop();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#watches.clear();
  }

  #look(): void {
    this.#looks += 1;
    const connection =
      this.#looks % sweepEvery === 0 ? this.#library.swept() : this.#library.current();
    const version = this.#library.version();
    if (version === this.#version) return;
    this.#version = version;
    for (const [id, watch] of this.#watches) {
      if (watch.alerts !== undefined) this.#tellAlerts(connection, id, watch, watch.alerts);
      else if (watch.run === undefined) this.#notify("runs/changed", { watch: id });
      else this.#tellEvents(connection, id, watch, watch.run);
    }
  }

  #tellAlerts(
    connection: Connection | undefined,
    id: WatchId,
    watch: Watch,
    { looked, told }: WatchedAlerts,
  ): void {
    if (connection === undefined) return;
    const now = Date.now();
    const recent = alertsOfWay(connection, "editor", looked - justNow);
    watch.alerts = { looked: now, told: new Set(recent.map((alert) => alert.id)) };
    for (const { id: alert, message } of recent) {
      if (told.has(alert)) continue;
      this.#notify("alerts/raised", { watch: id, alert: JSON.parse(message) as RaisedAlert });
    }
  }

  #tellEvents(connection: Connection | undefined, id: WatchId, watch: Watch, run: RunId): void {
    const events = connection && eventsSince(connection, run, watch.seq);
    if (events === undefined) {
      this.remove(id);
      this.#notify("run/removed", { watch: id, run });
      return;
    }
    const last = events.at(-1);
    if (last !== undefined) {
      watch.seq = last.seq;
      this.#notify("run/events", { watch: id, run, events });
    }
    if (connection && watch.called) this.#tellOfCalled(connection, id, run, watch.called);
  }

  /** A run is told of after the one that called it, whose event it was that it began. */
  #tellOfCalled(connection: Connection, id: WatchId, root: RunId, told: Map<RunId, number>): void {
    for (const run of calledRuns(connection, root)) {
      const after = told.get(run.id) ?? 0;
      if (run.seq <= after) continue;
      const events = eventsAfter(connection, run, after);
      told.set(run.id, run.seq);
      if (events.length > 0) this.#notify("run/events", { watch: id, run: run.id, events });
    }
  }

  /** A store in trouble is told of once, and looked at again at the next turn. */
  #safely<T>(work: () => T): T | undefined {
    try {
      const result = work();
      this.#trouble = undefined;
      return result;
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.#trouble) this.#notify("store/trouble", { message });
      this.#trouble = message;
      return undefined;
    }
  }
}

/** Undefined where the run is no longer there. */
function eventsSince(connection: Connection, run: RunId, seq: number) {
  try {
    return connection.read(() => eventsAfter(connection, findRun(connection, run), seq));
  } catch (error) {
    if (error instanceof UnknownRunError) return undefined;
    throw error;
  }
}
