/** Crashes are told of by whoever can, not by whoever finds a run dead: any look at the store may. */
import type { RunId } from "@millrace/protocol";
import { type Connection, findRun, settleAlerts, untoldCrashes } from "../store/index.js";
import { canDeliver } from "./deliver.js";
import { afterRun } from "./happenings.js";
import type { Alert, Channel } from "./options.js";
import type { Outbox } from "./outbox.js";

/**
 * Tells of the runs that crashed before they could, each once, as they had noted when they began.
 * @param wanted which of them are this process's to tell of
 */
export function tellOfCrashes(
  connection: Connection,
  outbox: Outbox,
  wanted: (run: RunId, alerts: readonly Alert[]) => boolean = () => true,
): void {
  for (const { id, alerts: noted } of untoldCrashes(connection)) {
    const alerts = JSON.parse(noted) as readonly Alert[];
    if (!wanted(id, alerts)) continue;
    const happening = afterRun(connection, findRun(connection, id));
    if (happening) outbox.tell(alerts, happening);
    // After it is noted: who dies in between leaves it to the next one, and it goes once all the same.
    settleAlerts(connection, id);
  }
}

/** Whether this process has the secrets of all the ways that these go. */
export function canTell(alerts: readonly Alert[]): boolean {
  return alerts.every(({ to }) => ([to].flat() as Channel[]).every((way) => canDeliver(way)));
}
