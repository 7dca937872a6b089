/** When the next attempt starts. */
import { milliseconds } from "./duration.js";
import type { RetryDelay } from "./options.js";

/**
 * Milliseconds to wait after a failed attempt.
 * @throws when the task's own function gives no duration
 */
export function delayAfter(delay: RetryDelay | undefined, attempt: number, error: unknown): number {
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
