import type { TaskStateChanged } from "@millrace/protocol";
import { spelled } from "./call-site.js";
import type { TaskRunRecord } from "./record.js";

/** The event that tells of the state a task run has just entered. */
export function taskEvent(record: TaskRunRecord, seq: number, time: number): TaskStateChanged {
  const event: TaskStateChanged = {
    type: "task-state",
    seq,
    run: record.run,
    task: record.id,
    name: record.name,
    state: record.state,
    attempt: record.attempt,
    time,
    // A copy: what arrived later is for later events.
    upstream: record.upstream.slice(),
  };
  if (record.callSite !== undefined) event.node = spelled(record.callSite);
  if (record.via !== undefined) event.via = record.via.map(spelled);
  if (record.map !== undefined) event.map = record.map;
  if (record.error !== undefined) event.error = record.error;
  if (record.reason !== undefined) event.reason = record.reason;
  return event;
}
