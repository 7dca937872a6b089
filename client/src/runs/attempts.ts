import type { State, TaskRun, TaskStateChanged } from "@millrace/protocol";
import { isFailure, isFinal } from "./ends.js";

/** Keeps the history of attempts where there is more than one. */
export function noteAttempt(
  task: TaskRun,
  { state, attempt, time, error }: TaskStateChanged,
): void {
  const startsAgain = state.type === "RUNNING" && attempt > task.attempt && task.attempt > 0;
  if (startsAgain && !task.attempts) {
    const first = {
      attempt: task.attempt,
      state: failedState(task),
      started: task.started ?? time,
    };
    task.attempts = [{ ...first, ended: time, ...(task.error && { error: task.error }) }];
  }
  const attempts = task.attempts;
  if (!attempts) return;
  const last = attempts.at(-1);
  if (startsAgain && last?.attempt !== attempt) attempts.push({ attempt, state, started: time });
  else if (last && !last.ended && (isFinal(state) || state.name === "AwaitingRetry")) {
    last.state = state.name === "AwaitingRetry" ? { type: "FAILED", name: "Failed" } : state;
    last.ended = time;
    if (error) last.error = error;
  }
}

function failedState(task: TaskRun): State {
  return isFailure(task.state) ? task.state : { type: "FAILED", name: "Failed" };
}
