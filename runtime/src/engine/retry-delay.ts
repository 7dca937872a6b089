/** Whether and when the next attempt starts. */
import type { State } from "@millrace/protocol";
import { milliseconds } from "./duration.js";
import { messageOf } from "./errors.js";
import type { FlowOptions, RetryDelay, TaskOptions } from "./options.js";
import { state } from "./states.js";

type RetryOptions = Pick<FlowOptions, "retries" | "retryDelay"> & Pick<TaskOptions, "retryIf">;

/**
 * Milliseconds until the attempt after a failed one; undefined where there is none.
 * @param complain is told why there is none, where a function of the person failed
 */
export function delayUntilRetry(
  { retries = 0, retryIf, retryDelay }: RetryOptions,
  attempt: number,
  error: unknown,
  complain: (line: string) => void,
): number | undefined {
  if (attempt > retries) return undefined;
  try {
    if (retryIf !== undefined && !retryIf(error, attempt)) return undefined;
    return delayAfter(retryDelay, attempt, error);
  } catch (trouble) {
    const option = retryIf === undefined ? "retryDelay" : "retryIf or retryDelay";
    complain(`no retry, because the option ${option} failed: ${messageOf(trouble)}`);
    return undefined;
  }
}

/** The state of a run between a failed attempt and the next one. */
export function awaitingRetry(
  attempt: number,
  retries: number | undefined,
  error: unknown,
  delay: number,
): State {
  const message = `attempt ${attempt} of ${(retries ?? 0) + 1} failed: ${messageOf(error)}`;
  return { ...state("AwaitingRetry", message), until: Date.now() + delay };
}

/** What the failed attempt threw, of the message of {@link awaitingRetry}. */
export function failureSaid(message: string | undefined): string | undefined {
  return message?.replace(/^attempt \d+ of \d+ failed: /, "");
}

function delayAfter(delay: RetryDelay | undefined, attempt: number, error: unknown): number {
  if (delay === undefined) return 0;
  const chosen =
    typeof delay === "function"
      ? delay(attempt, error)
      : typeof delay === "object"
        ? delay[Math.min(attempt, delay.length) - 1]
        : delay;
  const value = milliseconds(chosen);
  if (value === undefined) {
    throw new TypeError(
      `retryDelay gave ${String(chosen)} after attempt ${attempt}: it must give seconds from 0, or a string such as "10s"`,
    );
  }
  return value;
}
