import { dirname } from "node:path";
import { openSession, type Session } from "../engine/session.js";
import type { Store } from "../engine/store.js";
import { openStore, storeFolder } from "../store/index.js";
import type { Host } from "./host.js";
import { watchCancelRequests } from "./watch-cancel.js";

/** The session of a run process: recorded in the store of the file's workspace, told to the host. */
export function openRunSession(file: string, host: Host): Session {
  const store = openStore({ folder: storeFolder(dirname(file)), onTrouble });
  const session = openSession({
    store: host.listening ? tellBeforeBlocking(store, host) : store,
    onEvent: host.listening ? (event) => host.report(event) : undefined,
    logPrints: true,
  });
  host.serve(session);
  watchCancelRequests(session);
  // `process.exit` in a task: nothing that happened before it is lost.
  process.on("exit", () => {
    host.flush();
    if (session.activeRuns.size > 0) store.flush();
  });
  return session;
}

/** A full disk is told once; the run goes on and the rows are tried again. */
export function onTrouble(error: Error): void {
  process.stderr.write(`millrace: ${error.message}\n`);
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
