/** The record of a task run as it begins. */
import type { TaskRunId } from "@millrace/protocol";
import type { Call } from "./call.js";
import type { TaskRunRecord } from "./record.js";
import { runNameOf } from "./run-name.js";
import { state } from "./states.js";

export function newTaskRecord(
  id: TaskRunId,
  run: string,
  ordinal: number,
  { definition, options, site }: Call,
  args: readonly unknown[],
  map: TaskRunRecord["map"],
): TaskRunRecord {
  return {
    id,
    run,
    ordinal,
    taskKey: definition.key,
    params: definition.params,
    name: runNameOf(definition, options, args),
    ...(site === undefined ? {} : { callSite: site.frame }),
    ...(site?.via === undefined ? {} : { via: site.via }),
    ...(map === undefined ? {} : { map }),
    upstream: [],
    sourceHash: definition.sourceHash,
    state: state("Pending"),
    attempt: 0,
    history: [],
    created: Date.now(),
  };
}
