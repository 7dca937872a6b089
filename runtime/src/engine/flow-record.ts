/** The record of a flow run as it begins. */
import { nanoid } from "nanoid";
import type { FlowCall } from "./flow-run.js";
import { paramsOf } from "./parameters.js";
import type { FlowRunRecord } from "./record.js";
import { state } from "./states.js";

export function newFlowRecord({ definition, args, retryOf, standIn }: FlowCall): FlowRunRecord {
  const { exportName } = definition;
  return {
    id: nanoid(12),
    flowKey: definition.key,
    flowName: definition.name,
    file: definition.file,
    ...(exportName === undefined ? {} : { exportName }),
    params: paramsOf(definition, args),
    ...(standIn === undefined ? {} : { parent: standIn.flow.record.id, parentTask: standIn.id }),
    ...(retryOf === undefined ? {} : { retryOf }),
    created: Date.now(),
    state: state("Pending"),
    history: [],
    seq: 0,
  };
}
