/** Runs kept in one SQLite file: the implementation of the engine's port. */
import type { Store } from "../engine/store.js";
import { createCache } from "./cache.js";
import { type Connection, type ConnectOptions, connect } from "./connection.js";
import { createFileRecords } from "./files.js";
import { createLimitLedger } from "./limit-ledger.js";
import { createRecorder, type RecorderOptions } from "./recorder.js";
import { restorable } from "./restore.js";
import { type ClaimedSlot, startSlot } from "./schedules.js";

export * from "./alerts.js";
export { type Cancelled, cancelRun } from "./cancel.js";
export { compareRuns, severity } from "./compare.js";
export { type Connection, connect } from "./connection.js";
export * from "./errors.js";
export { eventsAfter } from "./events.js";
export { openHistory } from "./history.js";
export { inputsOf } from "./inputs.js";
export * from "./limit-settings.js";
export { storeFile, storeFolder } from "./location.js";
export { artifactOf, detailsOf, overviewOf, snapshotOf } from "./overview.js";
export * from "./queries.js";
export { resultPreview } from "./result-preview.js";
export { refuseLive, removeRun, removeRuns, shrink } from "./retention.js";
export type { StoredFlowRun } from "./run-rows.js";
export * from "./run-tree.js";
export * from "./schedules.js";
export * from "./services.js";
export { flowStatistics, taskStatistics } from "./statistics.js";
export { sweep } from "./sweep.js";
export type { StoredTaskRun } from "./task-rows.js";
export * from "./track-record.js";
export { taskTrend } from "./trend.js";

export interface StoreOptions extends RecorderOptions, ConnectOptions {
  /** The folder that holds `millrace.db`, as {@link storeFolder} gives it; made where missing. */
  folder: string;
  /** The slot of a schedule that the first run recorded is to start. */
  slot?: ClaimedSlot | undefined;
}

/**
 * Opens the store for recording runs.
 * @throws StoreError when the file cannot be used, with the reason and the remedy
 */
export function openStore(options: StoreOptions): Store {
  let connection: Connection = connect(options.folder, options);
  /** Somebody may delete the folder under a run (`git clean`): the run goes on in a new file. */
  const connected = () => {
    if (!connection.isCurrent()) {
      connection.close();
      connection = connect(options.folder, options);
    }
    return connection;
  };
  const recorder = createRecorder(connected, options);
  const cache = createCache(connected, recorder.enqueue);
  const files = createFileRecords(connected, recorder.enqueue);
  let { slot } = options;

  return {
    ...recorder,
    flowRun(run) {
      recorder.flowRun(run);
      if (slot === undefined) return;
      const claimed = slot;
      slot = undefined;
      recorder.enqueue({
        write: (file) => startSlot(file, claimed, run.id),
        committed() {},
      });
    },
    ...cache,
    limits: createLimitLedger(connected),
    ...files,
    restorable: (run) => {
      recorder.flush();
      return restorable(connected(), run);
    },
    cancelRequested: (run) =>
      connection.first("SELECT 1 FROM runs WHERE id = ? AND cancel_requested IS NOT NULL", [
        run,
      ]) !== undefined,
    close() {
      recorder.stop();
      connection.close();
    },
  };
}
