/** Runs kept in one SQLite file: the implementation of the engine's port. */
import type { Store } from "../engine/store.js";
import { noteAlerts } from "./alerts.js";
import { createCache } from "./cache.js";
import { type Connection, type ConnectOptions, connect } from "./connection.js";
import { createFileRecords } from "./files.js";
import { createInputLedger } from "./input-requests.js";
import { createLimitLedger } from "./limit-ledger.js";
import { createRecorder, type RecorderOptions } from "./recorder.js";
import { restorable } from "./restore.js";
import { type ClaimedSlot, startSlot } from "./schedules.js";

export * from "./alerts.js";
export { type Cancelled, cancelRun } from "./cancel.js";
export { compareRuns, severity } from "./compare.js";
export { type Connection, connect } from "./connection.js";
export * from "./errors.js";
export { eventsAfter, unspokenEvents } from "./events.js";
export { openHistory } from "./history.js";
export { answerInput, InputError, openInputs } from "./input-requests.js";
export { inputsOf } from "./inputs.js";
export * from "./limit-overview.js";
export * from "./limit-settings.js";
export { storeFile, storeFolder } from "./location.js";
export { artifactOf, detailsOf, detailsOfTree, overviewOf, snapshotOf } from "./overview.js";
export * from "./queries.js";
export { resultPreview } from "./result-preview.js";
export {
  type Retention,
  refuseLive,
  removeRun,
  removeRuns,
  retain,
  shrink,
} from "./retention.js";
export type { StoredFlowRun } from "./run-rows.js";
export * from "./run-tree.js";
export * from "./schedules.js";
export * from "./services.js";
export { flowStatistics, taskStatistics } from "./statistics.js";
export { sweep, type Witness } from "./sweep.js";
export type { StoredTaskRun } from "./task-rows.js";
export * from "./track-record.js";
export { taskTrend } from "./trend.js";

export interface StoreOptions extends RecorderOptions, ConnectOptions {
  /** The folder that holds `millrace.db`, as {@link storeFolder} gives it; made where missing. */
  folder: string;
  /** The slot of a schedule that the first run recorded is to start. */
  slot?: ClaimedSlot | undefined;
  /** Nothing is to be written, not even what was of use. */
  readOnly?: boolean;
  /** Whom to tell of what becomes of the first run recorded, as JSON. */
  alerts?: string | undefined;
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
  const enqueue = options.readOnly ? () => {} : recorder.enqueue;
  const cache = createCache(connected, enqueue);
  const files = createFileRecords(connected, enqueue);
  let first = true;

  return {
    ...recorder,
    flowRun(run) {
      recorder.flowRun(run);
      if (!first) return;
      first = false;
      const { slot, alerts } = options;
      if (slot === undefined && alerts === undefined) return;
      recorder.enqueue({
        write(file) {
          if (slot !== undefined) startSlot(file, slot, run.id);
          if (alerts !== undefined) noteAlerts(file, run.id, alerts);
        },
        committed() {},
      });
    },
    ...cache,
    limits: createLimitLedger(connected),
    inputs: createInputLedger(connected, recorder.enqueue),
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
