/** Log lines of a run. */
import { inspect } from "node:util";
import type { LogLevel } from "@millrace/protocol";
import type { FlowRun } from "./flow-run.js";
import type { LogRecord } from "./record.js";
import type { TaskRun } from "./task-run.js";

/** Records a line and tells of it. */
export function writeLog(
  flow: FlowRun,
  task: TaskRun | undefined,
  level: LogLevel,
  message: string,
  source?: { file: string; line: number },
): void {
  const { session } = flow;
  const entry: LogRecord = {
    run: flow.record.id,
    ...(task === undefined ? {} : { task: task.id }),
    seq: flow.nextSeq(),
    time: Date.now(),
    level,
    message,
    ...(source === undefined ? {} : { source }),
  };
  session.store.log(entry);
  session.onEvent?.({ type: "log", ...entry });
}

/** The text of a call in pino's shape: `(message)`, `(object, message)`, or `(error)`. */
export function logText(first: unknown, message: unknown): string {
  const shown = shownValue(first);
  return message === undefined ? shown : `${shownValue(message)} ${shown}`;
}

function shownValue(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return value.stack ?? `${value.name}: ${value.message}`;
  return inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY, compact: true });
}
