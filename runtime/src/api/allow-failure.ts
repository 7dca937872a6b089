import { asFuture, Future } from "../engine/future.js";
import type { AnyFuture, TaskFuture } from "./types.js";

/**
 * The same future, but a failure is handed on as a value: the error itself. A task that takes it
 * runs either way, and the failure does not fail the flow.
 */
export function allowFailure<T>(future: TaskFuture<T>): TaskFuture<T | Error>;
export function allowFailure<T>(future: AnyFuture<T>): AnyFuture<T | Error>;
export function allowFailure(value: unknown): unknown {
  const future = asFuture(value);
  if (future === undefined) {
    throw new TypeError("allowFailure takes a future: what calling a task returns, not awaited");
  }
  future.work.look();
  return new Future(future.work, future.path, true);
}
