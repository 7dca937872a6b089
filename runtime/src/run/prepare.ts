import { dirname } from "node:path";
import type { RunId } from "@millrace/protocol";
import type { FlowDefinition } from "../engine/definition.js";
import { ParameterError } from "../engine/errors.js";
import { checkedArgs } from "../engine/parameters.js";
import { argumentsFor, readParams } from "../loader/arguments.js";
import { chooseFromSource, chooseLoaded, type LoadedFlow } from "../loader/choose.js";
import { findFlows } from "../loader/flows.js";
import { loadModule } from "../loader/load.js";
import { signatureOf, signatureOfLoaded } from "../loader/params.js";
import { Scope } from "../loader/scope.js";
import { readSource } from "../loader/source.js";
import { UsageError } from "../loader/usage-error.js";
import { storeFolder } from "../store/index.js";
import { earlierRun } from "./earlier-run.js";
import type { RunRequest } from "./request.js";
import { type SlotToRun, slotToRun } from "./slot.js";
import { refuseTopLevelCalls } from "./top-level-call.js";

export interface Prepared {
  flow: LoadedFlow;
  args: unknown[];
  /** The whole id of the run to take finished tasks from. */
  retryOf: RunId | undefined;
  /** The slot the run is for: its own, or that of the run it retries. */
  slot: SlotToRun | undefined;
}

/**
 * Finds the flow and its arguments. Where the source shows the flow, its parameters are checked
 * before the module is even loaded.
 * @throws UsageError when anything about the request or the file is wrong
 */
export async function prepare(request: RunRequest): Promise<Prepared> {
  const { file, paramsFile } = request;
  const earlier = request.retryOf
    ? earlierRun(request.retryOf, storeFolder(dirname(file)))
    : undefined;
  // A retry runs with what the earlier run was given, except what is given anew.
  const given = {
    texts: request.params,
    values: { ...earlier?.params, ...(paramsFile ? readParams(paramsFile) : {}) },
  };
  const flows = findFlows(new Scope(readSource(file)));
  const seen = chooseFromSource(flows, request.flow, file);
  const name = (flow: { name: string }) => `flow "${flow.name}"`;
  // What a schedule gives its flow is known once the module is loaded.
  const early = request.slot === undefined ? seen : undefined;
  const checked = early && argumentsFor(name(early), signatureOf(early), given);

  const verdict = refuseTopLevelCalls(file);
  const module = await loadModule(file);
  verdict.check();
  const fields = flows.filter(({ field }) => field);
  const flow = chooseLoaded(module, fields, request.flow ?? seen?.exportName, file);
  const { definition } = flow;
  const slot = slotToRun(definition, request.slot, earlier);
  const signature = seen ? signatureOf(seen) : signatureOfLoaded(definition.fn);
  const values = { ...slot?.parameters, ...given.values };
  const args = checked ?? argumentsFor(name(definition), signature, { ...given, values });
  await acceptedBySchema(definition, args);
  return { flow, args, retryOf: earlier?.id, slot };
}

/** The flow's own schema has its say before there is a run; the run applies what it changes. */
async function acceptedBySchema(definition: FlowDefinition, args: unknown[]): Promise<void> {
  try {
    await checkedArgs(definition, args);
  } catch (cause) {
    if (!(cause instanceof ParameterError)) throw cause;
    throw new UsageError(cause.message, { remedy: "Nothing was run.", cause });
  }
}
