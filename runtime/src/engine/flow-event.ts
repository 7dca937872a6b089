/** The first and the last event of a flow run. */
import type { RunFinished, RunStarted, StateName } from "@millrace/protocol";
import type { FlowRunRecord } from "./record.js";

export function startedEvent(record: FlowRunRecord, seq: number, time: number): RunStarted {
  const { id, flowName, file, params, parent, parentTask, retryOf } = record;
  const event: RunStarted = {
    type: "run-started",
    seq,
    run: id,
    flow: flowName,
    file,
    params,
    time,
  };
  if (parent !== undefined) event.parent = parent;
  if (parentTask !== undefined) event.parentTask = parentTask;
  if (retryOf !== undefined) event.retryOf = retryOf;
  return event;
}

export function finishedEvent(
  { id, state, error, created, started = created, ended = started }: FlowRunRecord,
  counts: Partial<Record<StateName, number>>,
  seq: number,
  time: number,
): RunFinished {
  const duration = ended - started;
  const event: RunFinished = { type: "run-finished", seq, run: id, state, time, duration, counts };
  if (error !== undefined) event.error = error;
  return event;
}
