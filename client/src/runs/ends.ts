/** How runs and task runs end. */
import type { State } from "@millrace/protocol";

export function isFailure({ type }: State): boolean {
  return type === "FAILED" || type === "CRASHED";
}

export function isFinal({ type }: State): boolean {
  return type === "COMPLETED" || type === "FAILED" || type === "CRASHED" || type === "CANCELLED";
}
