/** The states of runs, made once: a state without a message is the same object everywhere. */
import type { State, StateName, StateType } from "@millrace/protocol";

const typeOf: Record<StateName, StateType> = {
  Scheduled: "SCHEDULED",
  Late: "SCHEDULED",
  AwaitingRetry: "SCHEDULED",
  AwaitingConcurrencySlot: "SCHEDULED",
  Pending: "PENDING",
  Running: "RUNNING",
  Retrying: "RUNNING",
  Paused: "PAUSED",
  Completed: "COMPLETED",
  Cached: "COMPLETED",
  Restored: "COMPLETED",
  Failed: "FAILED",
  TimedOut: "FAILED",
  UpstreamFailed: "FAILED",
  Crashed: "CRASHED",
  Cancelling: "CANCELLING",
  Cancelled: "CANCELLED",
};

export const stateNames = Object.keys(typeOf) as readonly StateName[];

const plain = Object.fromEntries(
  Object.entries(typeOf).map(([name, type]) => [name, Object.freeze({ type, name })]),
) as Record<StateName, State>;

export function state(name: StateName, message?: string): State {
  return message === undefined ? plain[name] : { type: typeOf[name], name, message };
}

/** True in a state that no run leaves. */
export function isTerminal({ type }: State): boolean {
  return type === "COMPLETED" || type === "FAILED" || type === "CRASHED" || type === "CANCELLED";
}
