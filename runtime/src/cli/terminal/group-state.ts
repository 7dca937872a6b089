import type { StateName } from "@millrace/protocol";
import type { Group } from "./model.js";

/** Of many states the one that a person has to know first. */
const byUrgency: StateName[] = [
  "Crashed",
  "Failed",
  "TimedOut",
  "Retrying",
  "Running",
  "AwaitingRetry",
  "Cancelling",
  "Cancelled",
  "UpstreamFailed",
  "Paused",
  "Late",
  "AwaitingConcurrencySlot",
  "Scheduled",
  "Pending",
  "Completed",
  "Restored",
  "Cached",
];

export function summaryState({ counts, expected, size }: Group): StateName {
  const found = byUrgency.find((name) => (counts.get(name) ?? 0) > 0) ?? "Pending";
  return found === "Completed" && size < expected ? "Running" : found;
}

export function isTrouble(name: StateName): boolean {
  return name === "Failed" || name === "TimedOut" || name === "Crashed";
}

const over: ReadonlySet<StateName> = new Set<StateName>([
  "Completed",
  "Cached",
  "Restored",
  "Failed",
  "TimedOut",
  "UpstreamFailed",
  "Crashed",
  "Cancelled",
]);

/** True in a state that no run leaves. */
export function isOver(name: StateName): boolean {
  return over.has(name);
}

/** How many task runs of the group have ended. */
export function doneOf({ counts }: Group): number {
  let done = 0;
  for (const [name, n] of counts) if (isOver(name)) done += n;
  return done;
}
