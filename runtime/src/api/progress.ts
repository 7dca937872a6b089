import { scopes } from "../engine/context.js";

/**
 * Tells how far the running task is. May be called as often as you like: what comes too fast for a
 * person to see is told late, and the last call always counts.
 * @param done how much is done, in any unit
 * @param total how much there is, in the same unit, where that is known
 * @throws Error outside of a task
 */
export function progress(done: number, total?: number, message?: string): void {
  const task = scopes.getStore()?.task;
  if (task === undefined) {
    throw new Error("progress() was called outside of a task: only a task has progress");
  }
  task.progressed({
    done,
    ...(total === undefined ? {} : { total }),
    ...(message === undefined ? {} : { message }),
  });
}
