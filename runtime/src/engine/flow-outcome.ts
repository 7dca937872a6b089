/** How a flow run ends, decided from what its code did and from all of its task runs. */
import type { RunError, State } from "@millrace/protocol";
import {
  CancelledError,
  messageOf,
  runError,
  TimeoutError,
  UnhandledFailureError,
} from "./errors.js";
import { state } from "./states.js";
import type { Work } from "./work.js";

export type Outcome = { value: unknown } | { error: unknown };

/** Work that failed, and whether that may be. */
export type Failure = Work & { readonly id?: string; readonly forgiven: boolean };

/** A failure that nobody looked at fails the flow, whatever its code returned. */
export function withUnseen(outcome: Outcome, failures: readonly Failure[]): Outcome {
  if ("error" in outcome) return outcome;
  const unseen = failures.filter(({ forgiven }) => !forgiven);
  const first = unseen[0];
  if (first === undefined) return outcome;
  const others = unseen.length === 1 ? "" : ` (and ${unseen.length - 1} more)`;
  const message = `${first.label}${others} failed and nothing awaited it: ${messageOf(first.value)}`;
  return { error: new UnhandledFailureError(message, { cause: first.value }) };
}

/**
 * The state that an error leads to, and the error as it is recorded.
 * @param stopping why the run was stopped, if it was
 */
export function failureOf(
  error: unknown,
  stopping: unknown,
  failures: readonly Failure[],
): { state: State; error?: RunError } {
  if (error instanceof CancelledError && error === stopping) {
    return { state: state("Cancelled", error.message) };
  }
  const timedOut = error instanceof TimeoutError && error === stopping;
  const root = error instanceof UnhandledFailureError ? error.cause : error;
  const task = failures.find(({ value }) => value === root)?.id;
  return {
    state: state(timedOut ? "TimedOut" : "Failed", messageOf(error)),
    error: runError(root, task),
  };
}
