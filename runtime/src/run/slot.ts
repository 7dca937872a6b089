import type { FlowDefinition, TaskDefinition } from "../engine/definition.js";
import type { FlowRunRecord } from "../engine/record.js";
import type { Store } from "../engine/store.js";
import { UsageError } from "../loader/usage-error.js";
import { schedulesOf } from "../schedules/normal.js";
import type { ClaimedSlot } from "../store/index.js";
import type { SlotRequest } from "./request.js";

/** The slot of a schedule that a run is for. */
export interface SlotToRun {
  schedule: string;
  scheduled: number;
  parameters: Record<string, unknown>;
  /** What must still hold when the run starts. */
  claimed: ClaimedSlot | undefined;
}

/** @throws UsageError where the flow no longer has the schedule */
export function slotToRun(
  definition: FlowDefinition | TaskDefinition,
  request: SlotRequest | undefined,
  earlier: Pick<FlowRunRecord, "schedule" | "scheduled"> | undefined,
): SlotToRun | undefined {
  if (request === undefined) {
    const { schedule, scheduled } = earlier ?? {};
    if (schedule === undefined || scheduled === undefined) return undefined;
    return { schedule, scheduled, parameters: {}, claimed: undefined };
  }
  const { schedule, scheduled, claim } = request;
  const schedules = definition.kind === "flow" ? schedulesOf(definition.options) : [];
  const found = schedules.find(({ key }) => key === schedule);
  if (found === undefined) {
    throw new UsageError(
      `${definition.kind} "${definition.name}" no longer has the schedule ${schedule}`,
      {
        remedy:
          "Nothing was run. The file was changed since; `millrace schedules` shows what it has.",
      },
    );
  }
  const flowKey = definition.key;
  const claimed = claim === undefined ? undefined : { flowKey, schedule, slot: scheduled, claim };
  return { schedule, scheduled, parameters: found.parameters, claimed };
}

/**
 * How the process of a claimed slot ends where the store did not let it start: for no fault of the
 * flow's file, so whoever holds the claim may try again.
 */
export const notStarted = 75;

/**
 * A run that starts a slot is in the file before any of its code runs: whoever comes after this
 * process, however it ends, knows that the slot was started.
 * @param refuse is called where it cannot be started; must not return
 */
export function recordedBeforeItRuns(open: () => Store, refuse: (error: Error) => never): Store {
  const orRefuse = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return refuse(error as Error);
    }
  };
  const store = orRefuse(open);
  let first = true;
  return {
    ...store,
    flowRun(run) {
      store.flowRun(run);
      if (!first) return;
      first = false;
      orRefuse(() => store.flush());
    },
  };
}
