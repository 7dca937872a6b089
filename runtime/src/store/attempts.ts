import type { Attempt, RunError } from "@millrace/protocol";
import type { StateChange } from "../engine/record.js";
import { failureSaid } from "../engine/retry-delay.js";
import { isTerminal, state } from "../engine/states.js";

/**
 * What became of each attempt of a task run, the present one last. Of those that failed before, the
 * message is kept and not the trace.
 * @param error of the last attempt
 */
export function attemptsOf(
  history: readonly StateChange[],
  error: RunError | undefined,
): Attempt[] {
  const attempts: Attempt[] = [];
  for (const { seq: _, reason: _reason, time, attempt, ...entered } of history) {
    const last = attempts.at(-1);
    if (entered.type === "RUNNING" && last?.attempt !== attempt) {
      attempts.push({ attempt, state: entered, started: time });
    } else if (last === undefined || last.ended !== undefined) {
    } else if (entered.name === "AwaitingRetry") {
      last.state = state("Failed", failureSaid(entered.message));
      last.ended = time;
    } else if (isTerminal(entered)) {
      last.state = entered;
      last.ended = time;
      if (error !== undefined) last.error = error;
    }
  }
  return attempts;
}
