import type { RunId } from "@millrace/protocol";
import { UsageError } from "../loader/usage-error.js";
import { openHistory } from "../store/history.js";
import { findRun } from "../store/queries.js";
import type { StoredFlowRun } from "../store/run-rows.js";

/**
 * The run that is to be retried.
 * @param id the run's id or how it begins
 * @throws UsageError when there is no such run, or its parameters could not be kept
 */
export function earlierRun(id: RunId, folder: string): StoredFlowRun {
  const history = openHistory(folder);
  if (!history) {
    throw new UsageError(`there is no run ${id}: nothing was recorded in ${folder} yet`);
  }
  try {
    const run = findRun(history, id);
    if (run.paramsProblem) {
      throw new UsageError(`the parameters of run ${run.id} were not kept: ${run.paramsProblem}`, {
        remedy: "Run the flow anew.",
      });
    }
    return run;
  } finally {
    history.close();
  }
}
