/** How runs and task runs end. */
import type { State, StateName } from "@millrace/protocol";

/** The names that {@link isFailure} holds for. */
export const FAILURES: StateName[] = ["Failed", "TimedOut", "UpstreamFailed", "Crashed"];

export function isFailure({ type }: State): boolean {
  return type === "FAILED" || type === "CRASHED";
}

export function isFinal({ type }: State): boolean {
  return type === "COMPLETED" || type === "FAILED" || type === "CRASHED" || type === "CANCELLED";
}

/** Somebody asked for the end: what had finished by then can be taken over. */
export function wasStopped({ type }: State): boolean {
  return type === "CANCELLED";
}
