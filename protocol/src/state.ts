/**
 * States of flow runs and task runs. Types and names are Prefect's, so that dashboards, alerts and
 * people carry over; `Restored` and `UpstreamFailed` are ours.
 */

/** The coarse state; what an orchestration rule looks at. */
export type StateType =
  | "SCHEDULED"
  | "PENDING"
  | "RUNNING"
  | "PAUSED"
  | "COMPLETED"
  | "FAILED"
  | "CRASHED"
  | "CANCELLING"
  | "CANCELLED";

/** The fine state; what a person reads. Each name belongs to exactly one {@link StateType}. */
export type StateName =
  | "Scheduled"
  | "Late"
  | "AwaitingRetry"
  | "AwaitingConcurrencySlot"
  | "Pending"
  | "Running"
  | "Retrying"
  | "Paused"
  | "Completed"
  | "Cached"
  | "Restored"
  | "Failed"
  | "TimedOut"
  | "UpstreamFailed"
  | "Crashed"
  | "Cancelling"
  | "Cancelled";

export interface State {
  type: StateType;
  name: StateName;
  /** One line for a person: why the run is in this state. */
  message?: string;
  /** Of a `SCHEDULED` state: when it ends, in milliseconds since the Unix epoch, where that is known. */
  until?: number;
}
