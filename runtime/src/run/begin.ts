import type { FlowRunHandle } from "../engine/flow-future.js";
import { runFlow } from "../engine/flow-run.js";
import { runTask } from "../engine/submit.js";
import type { Prepared } from "./prepare.js";

/** Starts the run of a flow, or of one task alone. */
export function begin({ loaded, args, retryOf, slot }: Prepared): FlowRunHandle {
  const { definition, thisArg } = loaded;
  return definition.kind === "flow"
    ? runFlow(definition, args, { retryOf, slot, thisArg })
    : runTask(definition, args, { retryOf, thisArg });
}
