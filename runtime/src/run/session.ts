import { url as inspectorUrl } from "node:inspector";
import type { Alert } from "../alerts/options.js";
import { CrashedError } from "../engine/errors.js";
import { openSession, type Session, type SessionOptions } from "../engine/session.js";
import type { Store } from "../engine/store.js";
import { type ClaimedSlot, openStore, storeFolder } from "../store/index.js";
import { WorkerPool } from "../workers/pool.js";
import { crash, onTrouble } from "./crash.js";
import type { Host } from "./host.js";
import { notStarted, recordedBeforeItRuns } from "./slot.js";
import { watchCancelRequests } from "./watch-cancel.js";

export interface RecordedSessionOptions {
  /** The folder whose workspace keeps the runs. */
  folder: string;
  host: Host;
  /** Is told every event besides the host. */
  onEvent?: SessionOptions["onEvent"];
  logPrints: boolean;
  configure?: SessionOptions["configure"];
  /** Run every task, also where an earlier result would do. */
  force?: boolean | undefined;
  /** The slot of a schedule that the first run is to start. */
  slot?: ClaimedSlot | undefined;
  /** Whom to tell of what becomes of the first run; undefined where whoever started it tells. */
  alerts?: readonly Alert[] | undefined;
}

/**
 * The session of a process that runs flows: recorded in the store, told to the host, cancelled by
 * signals, and never left unfinished by a process that dies of what its code does.
 */
export function openRecordedSession(options: RecordedSessionOptions): Session {
  const { folder, host, onEvent, logPrints, force, configure, slot } = options;
  // A service would take the run of a slot that notes nothing for one of its own.
  const noted = slot !== undefined || Boolean(options.alerts?.length);
  const alerts = noted ? JSON.stringify(options.alerts) : undefined;
  const open = () => openStore({ folder: storeFolder(folder), onTrouble, slot, alerts });
  const store = slot === undefined ? open() : recordedBeforeItRuns(open, refuseSlot);
  const session = openSession({
    store: host.listening ? tellBeforeBlocking(store, host) : store,
    onEvent: !host.listening
      ? onEvent
      : (event) => {
          host.report(event);
          onEvent?.(event);
        },
    relief: () => host.relief(),
    logPrints,
    force,
    configure,
    workers: workersFor(folder),
  });
  host.serve(session);
  watchCancelRequests(session);
  process.on("uncaughtException", (error, origin) => {
    crash(session, error);
    process.stderr.write(`millrace: ${origin}: ${error?.stack ?? error}\n`);
    process.exit(1);
  });
  // Also for `process.exit` in a task: nothing that happened before it is lost.
  process.on("exit", (status) => {
    crash(session, new CrashedError(`the process ended with status ${status} before the flow did`));
    host.flush();
  });
  return session;
}

/** Breakpoints are in this thread: under a debugger all code runs here. */
function workersFor(folder: string): WorkerPool | undefined {
  if (inspectorUrl() !== undefined) return undefined;
  return new WorkerPool(async () => {
    const { configOf } = await import("./configured.js");
    return (await configOf(folder)).workers;
  });
}

/** Nothing has run and nothing is recorded: the process goes as if it had never begun. */
function refuseSlot(error: Error): never {
  onTrouble(error);
  process.removeAllListeners("exit");
  process.exit(notStarted);
}

/** Before a task's own code the store looks at its buffer: the moment for ours, too. */
function tellBeforeBlocking(store: Store, host: Host): Store {
  return {
    ...store,
    flushOlderThan(age) {
      host.flushBeforeBlocking();
      store.flushOlderThan(age);
    },
  };
}
