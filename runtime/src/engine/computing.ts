/** Task runs that are making what others want too: the first one works, the others wait for it. */
import type { Store } from "./store.js";
import type { TaskRun } from "./task-run.js";

const stores = new WeakMap<Store, Map<string, TaskRun>>();

function runsOf(store: Store): Map<string, TaskRun> {
  let runs = stores.get(store);
  if (runs === undefined) {
    runs = new Map();
    stores.set(store, runs);
  }
  return runs;
}

/** The task run to wait for; undefined where it is for `run` to do the work, which others now wait for. */
export function claim(key: string, run: TaskRun): TaskRun | undefined {
  const runs = runsOf(run.flow.session.store);
  const other = runs.get(key);
  if (other !== undefined && other !== run && !isWithin(run, other)) return other;
  runs.set(key, run);
  return undefined;
}

/** The run has ended: whoever waits looks again. */
export function release(key: string, run: TaskRun): void {
  const runs = runsOf(run.flow.session.store);
  if (runs.get(key) === run) runs.delete(key);
}

/** A task that calls itself for the same would wait for itself. */
function isWithin(run: TaskRun, other: TaskRun): boolean {
  for (let at = run.call.caller; at !== undefined; at = at.call.caller) {
    if (at === other) return true;
  }
  return false;
}
