import { dirname, resolve } from "node:path";
import type { RunId } from "@millrace/protocol";
import { type Tell, tellOfCrash } from "../alerts/tell.js";
import { cancelRun, openHistory, storeFolder } from "../store/index.js";

/**
 * Kills a run that does not want to end, such that it counts as cancelled: for the store, too, that
 * is what its death was.
 */
export async function killInStore(file: string, run: RunId): Promise<void> {
  const history = openHistory(storeFolder(dirname(resolve(file))));
  if (!history) return;
  try {
    await cancelRun(history, run, 0);
  } finally {
    history.close();
  }
}

/** Has the store find out that the run's process is gone, and tells whom the run had noted. */
export async function settleInStore(file: string, run: RunId, say: Tell): Promise<void> {
  const history = openHistory(storeFolder(dirname(resolve(file))));
  if (!history) return;
  try {
    await tellOfCrash(history, run, say);
  } finally {
    history.close();
  }
}
