/** One attempt of a task: its code, from the entrance to an outcome that is told once. */
import type { Attempt } from "./attempt.js";
import { scopes } from "./context.js";
import { milliseconds, spoken } from "./duration.js";
import { TimeoutError } from "./errors.js";
import { asFuture, refuseCircle } from "./future.js";
import { isThenable, settledDeep } from "./resolve.js";
import type { TaskRun } from "./task-run.js";
import type { Work } from "./work.js";

/** Calls the task's function, or the flow that the task run stands for. */
export function enterAttempt(attempt: Attempt, run: TaskRun, args: unknown[]): void {
  const { definition, options } = run.call;
  if (definition.kind === "task") {
    attempt.limit(milliseconds(options.timeout), () => timedOut(attempt, run));
  }
  let result: unknown;
  try {
    result = enterCode(attempt, run, args);
  } catch (error) {
    threw(attempt, run, error);
    return;
  }
  if (!isThenable(result) || asFuture(result) !== undefined) {
    gave(attempt, run, result);
    return;
  }
  result.then(
    (value) => gave(attempt, run, value),
    (error) => threw(attempt, run, error),
  );
}

/** In the asynchronous context of its caller, or in a thread of its own. */
function enterCode(attempt: Attempt, run: TaskRun, args: unknown[]): unknown {
  const { definition, self, context, subflow } = run.call;
  if (subflow !== undefined) return context.runInAsyncScope(subflow, undefined, run, args);
  const { threads } = run.flow.session;
  if (threads.isFor(run)) return threads.workers?.run(attempt, args);
  return context.runInAsyncScope(
    scopes.run,
    scopes,
    attempt,
    Reflect.apply,
    definition.fn,
    self,
    args,
  );
}

/** Results may hold futures only where the code called tasks itself: a big one is not searched in vain. */
function gave(attempt: Attempt, run: TaskRun, value: unknown): void {
  if (!run.callsTasks && asFuture(value) === undefined) {
    returned(attempt, run, value);
    return;
  }
  const check = (work: Work) => {
    refuseCircle(work, run);
    run.awaits(work);
  };
  settledDeep(value, check).then(
    (settled) => returned(attempt, run, settled),
    (error) => threw(attempt, run, error),
  );
}

function returned(attempt: Attempt, run: TaskRun, value: unknown): void {
  if (attempt.over) return;
  attempt.end();
  run.attemptReturned(attempt, value);
}

function threw(attempt: Attempt, run: TaskRun, error: unknown): void {
  if (attempt.over) return;
  attempt.end();
  run.attemptThrew(attempt, error);
}

function timedOut(attempt: Attempt, run: TaskRun): void {
  if (attempt.over) return;
  const { timeout } = run.call.options;
  const error = new TimeoutError(
    `${run.label} timed out: attempt ${attempt.attempt} took longer than ${spoken(timeout)}`,
  );
  attempt.stop(error, run.flow.session.cancelGrace);
  threw(attempt, run, error);
}
