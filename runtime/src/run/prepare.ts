import { dirname } from "node:path";
import type { RunId } from "@millrace/protocol";
import type { FlowDefinition } from "../engine/definition.js";
import { ParameterError } from "../engine/errors.js";
import { checkedArgs } from "../engine/parameters.js";
import { argumentsFor, readParams } from "../loader/arguments.js";
import { chooseFromSource, chooseLoaded, type Loaded, type Wanted } from "../loader/choose.js";
import { findDefinitions } from "../loader/definitions.js";
import { loadModule } from "../loader/load.js";
import { signatureOf, signatureOfLoaded } from "../loader/params.js";
import { Scope } from "../loader/scope.js";
import { readSource } from "../loader/source.js";
import { UsageError } from "../loader/usage-error.js";
import { importWholeLibrary } from "../loader/whole-library.js";
import { type StoredFlowRun, storeFolder } from "../store/index.js";
import { earlierRun } from "./earlier-run.js";
import type { RunRequest } from "./request.js";
import { type SlotToRun, slotToRun } from "./slot.js";
import { refuseTopLevelCalls } from "./top-level-call.js";

export interface Prepared {
  /** The flow, or the task that is run alone. */
  loaded: Loaded;
  args: unknown[];
  /** The whole id of the run to take finished tasks from. */
  retryOf: RunId | undefined;
  /** The slot the run is for: its own, or that of the run it retries. */
  slot: SlotToRun | undefined;
}

/**
 * Finds the flow or task and its arguments. Where the source shows it, its parameters are checked
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
  const written = findDefinitions(new Scope(readSource(file)));
  const wanted = wantedBy(request, earlier);
  const seen = chooseFromSource(written, wanted, file);
  const name = ({ kind, name }: { kind: string; name: string }) => `${kind} "${name}"`;
  // What a schedule gives its flow is known once the module is loaded.
  const early = request.slot === undefined ? seen : undefined;
  const checked = early && argumentsFor(name(early), signatureOf(early), given);

  const verdict = refuseTopLevelCalls(file);
  await importWholeLibrary();
  const module = await loadModule(file);
  verdict.check();
  const chosen = wanted ?? (seen && { name: seen.exportName, exported: true });
  const loaded = chooseLoaded(module, written, chosen, file);
  const { definition } = loaded;
  const slot = slotToRun(definition, request.slot, earlier);
  // A flow that only loading has found goes before a task of the same name.
  const shown = seen?.kind === definition.kind ? seen : undefined;
  const signature = shown ? signatureOf(shown) : signatureOfLoaded(definition.fn);
  const values = { ...slot?.parameters, ...given.values };
  const args =
    (shown && checked) ?? argumentsFor(name(definition), signature, { ...given, values });
  if (definition.kind === "flow") await acceptedBySchema(definition, args);
  return { loaded, args, retryOf: earlier?.id, slot };
}

function wantedBy({ flow }: RunRequest, earlier: StoredFlowRun | undefined): Wanted | undefined {
  if (flow === undefined) return undefined;
  return { name: flow, exported: flow === earlier?.exportName };
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
