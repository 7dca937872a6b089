/** Records as the engine would fill them, with only what a test is about spelled out. */
import type { StateName } from "../../../protocol/src/index.js";
import type {
  FlowRunRecord,
  StateChange,
  TaskRunRecord,
} from "../../../runtime/src/engine/record.js";
import { isTerminal, state } from "../../../runtime/src/engine/states.js";

export function flowRun(given: Partial<FlowRunRecord> = {}): FlowRunRecord {
  const created = given.created ?? Date.now();
  return {
    id: "run1",
    flowKey: "flow.ts#pipeline",
    flowName: "pipeline",
    file: "/workspace/flow.ts",
    exportName: "pipeline",
    params: {},
    created,
    started: created,
    state: state("Running"),
    history: [change("Pending", 1, created), change("Running", 2, created)],
    seq: 2,
    ...given,
  };
}

export function taskRun(
  run: FlowRunRecord,
  ordinal: number,
  given: Partial<TaskRunRecord> = {},
): TaskRunRecord {
  const time = given.created ?? run.created;
  return {
    id: `${run.id}.${ordinal}`,
    run: run.id,
    ordinal,
    taskKey: "flow.ts#load",
    name: "load",
    callSite: { file: "/workspace/flow.ts", line: 10, column: 3 },
    upstream: [],
    inputHash: `input${ordinal}`,
    sourceHash: "source",
    state: state("Running"),
    attempt: 1,
    created: time,
    started: time,
    history: [change("Running", ++run.seq, time)],
    ...given,
  };
}

/** Moves the record on, as the engine does: in place. */
export function enter(
  run: FlowRunRecord,
  record: FlowRunRecord | TaskRunRecord,
  name: StateName,
  time = Date.now(),
): void {
  record.state = state(name);
  run.seq += 1;
  record.history.push(change(name, run.seq, time));
  if (isTerminal(record.state)) record.ended = time;
}

export function complete(run: FlowRunRecord, task: TaskRunRecord, value: unknown): TaskRunRecord {
  task.result = { value };
  enter(run, task, "Completed");
  return task;
}

function change(name: StateName, seq: number, time: number): StateChange {
  return { ...state(name), seq, time, attempt: 1 };
}
