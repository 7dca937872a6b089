/** Tells of one run from a process that ends soon: what is not taken in time is left to the next one. */
import { setTimeout as wait } from "node:timers/promises";
import type { RunId } from "@millrace/protocol";
import { type Connection, findRun, forgetAlerts, notedAlerts } from "../store/index.js";
import { canTell, tellOfCrashes } from "./crashes.js";
import { afterRun } from "./happenings.js";
import type { Alert } from "./options.js";
import { type DeliveryEnd, Outbox } from "./outbox.js";

/** Milliseconds in which a way that is down is tried again. */
const grace = 3_000;
/** Milliseconds after which nobody is waited for any more. */
const longest = 15_000;

export type Tell = (line: string) => void;

/** @param say is told, in a line, what could not be delivered */
export function outboxFor(connection: Connection, say: Tell): Outbox {
  return new Outbox({
    connected: () => connection,
    onDelivered: (end) => sayUndelivered(end, say),
  });
}

function sayUndelivered({ way, title, problem, pending }: DeliveryEnd, say: Tell): void {
  if (problem === undefined) return;
  const next = pending ? "; the next run here or `millrace serve` tries again" : "";
  say(`could not tell ${way} that ${title}: ${problem}${next}`);
}

/** Tells of the end of a run, and of what earlier processes left. */
export async function tellOfEnd(
  connection: Connection,
  outbox: Outbox,
  run: RunId,
  alerts: readonly Alert[],
): Promise<void> {
  outbox.adopt();
  const happening = afterRun(connection, findRun(connection, run));
  if (happening !== undefined) outbox.tell(alerts, happening);
  tellOfCrashes(connection, outbox, (id, noted) => id === run || canTell(noted));
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([outbox.close(grace), wait(longest, undefined, { signal }).catch(() => {})]);
  over.abort();
  // Where no service runs, nobody else does.
  forgetAlerts(connection);
}

/** Tells of a run that could not tell of its own end, as it had noted when it began. */
export async function tellOfCrash(connection: Connection, run: RunId, say: Tell): Promise<void> {
  const noted = notedAlerts(connection, run);
  if (noted === undefined) return;
  const alerts = JSON.parse(noted) as readonly Alert[];
  await tellOfEnd(connection, outboxFor(connection, say), run, alerts);
}
