import { dirname } from "node:path";
import { argumentsFor, readParams } from "../loader/arguments.js";
import { chooseFromSource, chooseLoaded, type LoadedFlow } from "../loader/choose.js";
import { findFlows } from "../loader/flows.js";
import { loadModule } from "../loader/load.js";
import { signatureOf, signatureOfLoaded } from "../loader/params.js";
import { Scope } from "../loader/scope.js";
import { readSource } from "../loader/source.js";
import { storeFolder } from "../store/index.js";
import type { RunRequest } from "./request.js";
import { paramsOf } from "./retry-params.js";
import { refuseTopLevelCalls } from "./top-level-call.js";

/**
 * Finds the flow and its arguments. Where the source shows the flow, its parameters are checked
 * before the module is even loaded.
 * @throws UsageError when anything about the request or the file is wrong
 */
export async function prepare(
  request: RunRequest,
): Promise<{ flow: LoadedFlow; args: unknown[] }> {
  const { file } = request;
  const given = { texts: request.params, values: valuesOf(request) };
  const flows = findFlows(new Scope(readSource(file)));
  const seen = chooseFromSource(flows, request.flow, file);
  const name = (flow: { name: string }) => `flow "${flow.name}"`;
  const checked = seen && argumentsFor(name(seen), signatureOf(seen), given);

  const verdict = refuseTopLevelCalls(file);
  const module = await loadModule(file);
  verdict.check();
  const fields = flows.filter(({ field }) => field);
  const flow = chooseLoaded(module, fields, request.flow ?? seen?.exportName, file);
  const { definition } = flow;
  const args = checked ?? argumentsFor(name(definition), signatureOfLoaded(definition.fn), given);
  return { flow, args };
}

/** A retry runs with what the earlier run was given, except what is given anew. */
function valuesOf({ file, paramsFile, retryOf }: RunRequest): Record<string, unknown> {
  const earlier = retryOf ? paramsOf(retryOf, storeFolder(dirname(file))) : {};
  return { ...earlier, ...(paramsFile ? readParams(paramsFile) : {}) };
}
