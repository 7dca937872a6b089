import type { FlowDefinition } from "./definition.js";
import type { FlowRunHandle, RunFlowOptions } from "./flow-future.js";

/** Starts a run of a flow. Awaiting the handle gives the result, or throws what failed the run. */
export declare function runFlow(
  definition: FlowDefinition,
  args: unknown[],
  options?: RunFlowOptions,
): FlowRunHandle;
