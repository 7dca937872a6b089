/**
 * What a process gives its flow runs: the store they are recorded in, a listener for their events,
 * and whether console output is captured. One session is active in a process; it is kept on
 * `globalThis`, so that two copies of the library in one process share it.
 */
import type { RunEvent, RunId } from "@millrace/protocol";
import { InputDesk } from "./input-desk.js";
import { LimitDesk } from "./limit-desk.js";
import type { Plan } from "./plan.js";
import type { Store } from "./store.js";
import { Threads, type Workers } from "./threads.js";

export interface SessionOptions {
  store: Store;
  /** Is told every event of every run, in order. May be absent: then no event is built. */
  onEvent?: ((event: RunEvent) => void) | undefined;
  /**
   * Resolves when the listener has caught up with the events; `undefined` while it keeps up. No task
   * is started in the meantime.
   */
  relief?: (() => Promise<void> | undefined) | undefined;
  /** Capture `console.*` inside flows and tasks as log lines; a flow's own option overrides it. */
  logPrints?: boolean | undefined;
  /** Run every task, also where an earlier result would do. */
  force?: boolean | undefined;
  /** Enter no task's code, and tell this instead what would be done. */
  plan?: Plan | undefined;
  /** Declares the limits that are configured for all runs; called before the first is needed. */
  configure?: (() => Promise<void>) | undefined;
  /** Runs the tasks with `runIn: "worker"`; without it they run in this thread, as all others. */
  workers?: Workers | undefined;
  /** Milliseconds that cancelled tasks get to end by themselves. Default 5000. */
  cancelGrace?: number | undefined;
}

/** A root run (one that no other run called) that has not ended. */
export interface ActiveRun {
  readonly id: RunId;
  /** Resolves when the run has ended; never rejects. */
  readonly ended: Promise<unknown>;
  cancel(reason: string): void;
  /** Records the run as Crashed, at once: the process is about to die of this error. */
  crash(error: unknown): void;
}

export interface Session {
  readonly store: Store;
  readonly onEvent: ((event: RunEvent) => void) | undefined;
  readonly relief: (() => Promise<void> | undefined) | undefined;
  readonly logPrints: boolean;
  readonly force: boolean;
  readonly plan: Plan | undefined;
  readonly limits: LimitDesk;
  readonly inputs: InputDesk;
  readonly threads: Threads;
  readonly cancelGrace: number;
  /** The root runs that have not ended. */
  readonly activeRuns: Set<ActiveRun>;
  /** Cancels every active run. Resolves when all of them have ended, at the latest after the grace. */
  cancel(reason: string): Promise<void>;
  /**
   * Waits for the active runs, commits what is buffered, closes the store, and makes way for
   * another session.
   * @throws what `store.flush` throws when the file cannot be written; the store is closed anyway
   */
  close(): Promise<void>;
}

interface Slot {
  session?: Session | undefined;
  factory?: (() => Session) | undefined;
}

const slotKey = Symbol.for("millrace.session");
const globals = globalThis as { [slotKey]?: Slot };

function slot(): Slot {
  globals[slotKey] ??= {};
  return globals[slotKey];
}

/**
 * Opens the session of this process.
 * @throws when one is open already
 */
export function openSession(options: SessionOptions): Session {
  if (slot().session !== undefined) {
    throw new Error(
      "a millrace session is already open in this process: close it first (await session.close())",
    );
  }
  const activeRuns = new Set<ActiveRun>();
  const ended = () => Promise.all([...activeRuns].map((run) => run.ended));
  const session: Session = {
    store: options.store,
    onEvent: options.onEvent,
    relief: options.relief,
    logPrints: options.logPrints ?? false,
    force: options.force ?? false,
    plan: options.plan,
    limits: new LimitDesk(options.store.limits, options.configure),
    inputs: new InputDesk(options.store.inputs),
    threads: new Threads(options.workers),
    cancelGrace: options.cancelGrace ?? 5000,
    activeRuns,
    async cancel(reason) {
      for (const run of activeRuns) run.cancel(reason);
      await ended();
    },
    async close() {
      await ended();
      if (slot().session === session) slot().session = undefined;
      session.limits.close();
      try {
        options.store.flush();
      } finally {
        options.store.close();
      }
    },
  };
  slot().session = session;
  return session;
}

/**
 * Says how a session is made when a flow is called in a program that opened none. The first one to
 * say so decides: the run process comes before the library that the user's module imports.
 */
export function setDefaultSession(factory: () => Session): void {
  slot().factory ??= factory;
}

/** The open session; opens the default one where there is none. */
export function currentSession(): Session {
  const { session, factory } = slot();
  if (session !== undefined) return session;
  if (factory === undefined) {
    throw new Error(
      "no millrace session is open: call openSession({ store }) before running a flow",
    );
  }
  return factory();
}
