/** The errors the engine itself throws, and errors of any origin as they are recorded. */
import { inspect } from "node:util";
import type { Frame, RunError, TaskRunId } from "@millrace/protocol";
import { asPath, isForeignToUser } from "./call-site.js";

/** An attempt of a task or flow took longer than its option `timeout`. */
export class TimeoutError extends Error {
  override name = "TimeoutError";
}

/** Nobody answered a request for input in time. */
export class InputTimeoutError extends Error {
  override name = "InputTimeoutError";
}

/** A task was not run, because a task it needs failed; `cause` is that task's error. */
export class UpstreamFailedError extends Error {
  override name = "UpstreamFailedError";
}

/** The run was cancelled before this was done. */
export class CancelledError extends Error {
  override name = "CancelledError";
}

/** The process cannot go on: what a run that was active then ends with. */
export class CrashedError extends Error {
  override name = "CrashedError";
}

/** A task failed and nobody looked at it; `cause` is its error. */
export class UnhandledFailureError extends Error {
  override name = "UnhandledFailureError";
}

/** Futures wait for one another in a circle, so that none of them can ever be done. */
export class CyclicFuturesError extends Error {
  override name = "CyclicFuturesError";
}

/** A flow was called with parameters its schema refuses. */
export class ParameterError extends Error {
  override name = "ParameterError";
}

/** The error as it is recorded: with the frames of the person's own code, in the original source. */
export function runError(error: unknown, task?: TaskRunId): RunError {
  const told =
    error instanceof Error ? recorded(error) : { name: "Error", message: thrown(error), stack: [] };
  return task === undefined ? told : { ...told, task };
}

function recorded(error: Error): RunError {
  return { name: error.name, message: withCause(error), stack: frames(error.stack) };
}

function thrown(value: unknown): string {
  return typeof value === "string" ? value : `${inspect(value, { depth: 2 })} was thrown`;
}

/** Node's `fetch failed` is useless without the cause; ours say it already. */
function withCause(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const reason = cause.message || String((cause as NodeJS.ErrnoException).code ?? cause.name);
  return error.message.includes(reason) ? error.message : `${error.message}: ${reason}`;
}

/** Node has mapped the positions in a stack when it is started with source maps, as the loader does. */
function frames(stack: string | undefined): Frame[] {
  const found: Frame[] = [];
  for (const line of stack?.split("\n") ?? []) {
    const match =
      /^\s+at (?:(.+?) \()?((?:file:\/\/|\/|[A-Za-z]:[\\/]|node:).*?):(\d+):(\d+)\)?$/.exec(line);
    if (match === null) continue;
    const [, name, file, row, column] = match;
    if (file === undefined || isForeignToUser(file)) continue;
    found.push({
      ...(name ? { function: name.replace(/^async /, "") } : {}),
      file: asPath(file),
      line: Number(row),
      column: Number(column),
    });
  }
  return found;
}

/** The error of what was not done because `work` failed; its cause is the failure that began it. */
export function upstreamFailure(
  what: string,
  { label, value }: { label: string; value: unknown },
): { error: UpstreamFailedError; message: string } {
  const cause = value instanceof UpstreamFailedError ? value.cause : value;
  const message = `${label} failed: ${messageOf(cause)}`;
  return { error: new UpstreamFailedError(`${what}, because ${message}`, { cause }), message };
}

/** One line: what went wrong. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? withCause(error) || error.name : thrown(error);
}
