import { dirname, resolve } from "node:path";
import type { RunEvent, RunId } from "@millrace/protocol";
import { type Tell, tellOfCrash } from "../alerts/tell.js";
import {
  cancelRun,
  eventsAfter,
  findRun,
  openHistory,
  storeFolder,
  type Witness,
} from "../store/index.js";

/**
 * Kills a run that does not want to end, such that it counts as cancelled: for the store, too, that
 * is what its death was.
 * @param witness what has been heard of the run by now
 */
export async function killInStore(file: string, run: RunId, witness: () => Witness): Promise<void> {
  const history = openHistory(folderOf(file));
  if (!history) return;
  try {
    await cancelRun(history, run, 0, witness);
  } finally {
    history.close();
  }
}

/**
 * Has the store end the runs of a process that is gone.
 * @returns for each run, what the store has after what was heard of it: its end, where it knows of it
 */
export function endInStore(file: string, witness: Witness): Map<RunId, RunEvent[]> {
  const events = new Map<RunId, RunEvent[]>();
  const history = openHistory(folderOf(file), witness);
  if (!history) return events;
  try {
    for (const [run, heard] of witness.heard) {
      try {
        events.set(run, eventsAfter(history, findRun(history, run), heard));
      } catch {
        // It died before the store had heard of it.
      }
    }
  } finally {
    history.close();
  }
  return events;
}

/** Tells whom the run had noted that it crashed. */
export async function tellInStore(file: string, run: RunId, say: Tell): Promise<void> {
  const history = openHistory(folderOf(file));
  if (!history) return;
  try {
    await tellOfCrash(history, run, say);
  } finally {
    history.close();
  }
}

function folderOf(file: string): string {
  return storeFolder(dirname(resolve(file)));
}
