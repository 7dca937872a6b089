import { scopes } from "../engine/context.js";

/** What running code may know of its run. */
export interface Runtime {
  readonly runId: string;
  readonly flowName: string;
  /** The flow's parameters, as they were given. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The attempt of the task, or of the flow outside of tasks; counts from 1. */
  readonly attempt: number;
  /**
   * The moment of the schedule that this run is for, also in a run that came late, a backfill, or a
   * retry: the same work must see the same time. Undefined in runs that no schedule asked for.
   */
  readonly scheduled: Date | undefined;
  /** Aborts when the task times out or the run is cancelled: hand it to `fetch`, timers, processes. */
  readonly signal: AbortSignal;
  /** Absent in the body of the flow itself. */
  readonly task: { readonly id: string; readonly name: string } | undefined;
}

/**
 * The run that the calling code is part of.
 * @throws Error outside of a flow or task
 */
export function runtime(): Runtime {
  const scope = scopes.getStore();
  if (scope === undefined) {
    throw new Error(
      "runtime() was called outside of a flow: call it in a flow or task, while that runs",
    );
  }
  const { flow, task, attempt, signal } = scope;
  const { id, flowName, params, scheduled } = flow.record;
  return {
    runId: id,
    flowName,
    params,
    attempt,
    scheduled: scheduled === undefined ? undefined : new Date(scheduled),
    signal,
    task: task && { id: task.id, name: task.label },
  };
}
