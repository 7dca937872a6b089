/** The handle of a flow run. */
import type { RunId, State } from "@millrace/protocol";
import type { FlowRunRecord } from "./record.js";

export interface RunFlowOptions {
  /** The run to restore finished tasks from. */
  retryOf?: RunId | undefined;
  /** The slot of a schedule that the run is for; milliseconds since the Unix epoch. */
  slot?: { schedule: string; scheduled: number } | undefined;
  /** The object a `Class.method` flow is called on. */
  thisArg?: unknown;
}

/** What {@link runFlow} gives: the result as a promise, and the run's record as it changes. */
export interface FlowRunHandle<T = unknown> extends PromiseLike<T> {
  readonly id: RunId;
  readonly state: State;
  /** The live record; do not change it. */
  readonly record: FlowRunRecord;
  /** Resolves with the record when the run has ended, however it ended; never rejects. */
  readonly ended: Promise<FlowRunRecord>;
  cancel(reason: string): void;
}
