/** The record of a flow run as it begins. */
import { customAlphabet } from "nanoid";
import type { FlowDefinition } from "./definition.js";
import { paramsOf } from "./parameters.js";
import type { FlowRunRecord } from "./record.js";
import { state } from "./states.js";
import type { TaskRun } from "./task-run.js";

export interface FlowCall {
  definition: FlowDefinition;
  args: unknown[];
  /** What is recorded as the parameters, where that is not the arguments by name. */
  params?: Record<string, unknown> | undefined;
  self: unknown;
  retryOf?: string | undefined;
  /** The slot of a schedule that the run is for; milliseconds since the Unix epoch. */
  slot?: { schedule: string; scheduled: number } | undefined;
  /** The task run that stands for this one in the flow that called it. */
  standIn?: TaskRun | undefined;
}

/** Ids are typed on command lines: no case to get wrong, no dash to be taken for an option. */
const newRunId = customAlphabet("0123456789abcdefghijklmnopqrstuvwxyz", 12);

export function newFlowRecord(call: FlowCall): FlowRunRecord {
  const { definition, args, retryOf, standIn } = call;
  const { exportName } = definition;
  const { schedule, scheduled } = standIn?.flow.record ?? call.slot ?? {};
  return {
    id: newRunId(),
    flowKey: definition.key,
    flowName: definition.name,
    file: definition.file,
    ...(exportName === undefined ? {} : { exportName }),
    params: call.params ?? paramsOf(definition, args),
    ...(standIn === undefined ? {} : { parent: standIn.flow.record.id, parentTask: standIn.id }),
    ...(retryOf === undefined ? {} : { retryOf }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(scheduled === undefined ? {} : { scheduled }),
    created: Date.now(),
    state: state("Pending"),
    history: [],
    seq: 0,
  };
}
