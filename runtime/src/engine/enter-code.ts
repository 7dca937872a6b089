/** Entering the code of a task, in the asynchronous context of its caller. */
import type { Attempt } from "./attempt.js";
import type { Call } from "./call.js";
import { scopes } from "./context.js";
import type { TaskRun } from "./task-run.js";

/** Calls the task's function, or the flow that the task run stands for. */
export function enterCode(run: TaskRun, attempt: Attempt, args: unknown[]): unknown {
  const { definition, self, context, subflow }: Call = run.call;
  const { threads } = run.flow.session;
  if (threads.isFor(run)) return threads.workers?.run(attempt, args);
  if (subflow !== undefined) return context.runInAsyncScope(subflow, undefined, run, args);
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
