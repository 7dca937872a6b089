import { relative } from "node:path";
import {
  bindExports,
  definitionOf,
  type Exported,
  type FlowDefinition,
} from "../engine/definition.js";
import type { FlowSyntax } from "./flows.js";
import { didYouMean } from "./suggest.js";
import { UsageError } from "./usage-error.js";

/** A flow that can be called, and the object to call it on. */
export interface LoadedFlow {
  definition: FlowDefinition;
  thisArg: unknown;
}

interface Named {
  name: string;
  exportName: string;
}

/**
 * The flow that the source says will run; `undefined` where only loading tells.
 * @throws UsageError when the file plainly exports several and none was named
 */
export function chooseFromSource(
  flows: FlowSyntax[],
  wanted: string | undefined,
  file: string,
): FlowSyntax | undefined {
  if (wanted !== undefined) return match(flows, wanted);
  const different = flows.filter(
    (flow, index) => flows.findIndex(({ fn }) => fn === flow.fn) === index,
  );
  if (different.length > 1) throw severalFlows(different, file);
  return different[0];
}

/**
 * The flow among what the module exports.
 * @param fields the flows that the source shows as fields of classes: only an instance has those
 * @throws UsageError when there is no such flow, or several and none was named
 */
export function chooseLoaded(
  module: object,
  fields: FlowSyntax[],
  wanted: string | undefined,
  file: string,
): LoadedFlow {
  const exported = exportedBy(module, fields, file);
  const flows = exported.filter(({ definition }) => definition.kind === "flow");
  const different = flows.filter(
    (flow, index) => flows.findIndex(({ definition }) => definition === flow.definition) === index,
  );
  const named = (list: Exported[]) => list.map((one) => ({ ...one, name: one.definition.name }));
  if (different.length === 0) throw noFlow(exported, file);
  if (wanted === undefined && different.length > 1) throw severalFlows(named(different), file);
  const chosen = wanted === undefined ? different[0] : match(named(flows), wanted);
  if (!chosen) throw unknownFlow(wanted ?? "", named(different), file);
  return {
    definition: chosen.definition as FlowDefinition,
    thisArg: chosen.owner ? instantiate(chosen.owner, chosen.exportName) : undefined,
  };
}

/** The tasks and flows that a module exports, those in fields of its classes too. */
export function exportedBy(module: object, fields: FlowSyntax[], file: string): Exported[] {
  return [...bindExports(module, file), ...fields.flatMap((field) => boundField(module, field))];
}

/** The exported identifier goes before the name: it is the one that is unique. */
function match<Flow extends Named>(flows: Flow[], wanted: string): Flow | undefined {
  return (
    flows.find(({ exportName }) => exportName === wanted) ??
    flows.find(({ name }) => name === wanted)
  );
}

function boundField(module: object, { exportName }: FlowSyntax): Exported[] {
  const [className = "", member = ""] = exportName.split(".");
  const owner = (module as Record<string, unknown>)[className];
  if (typeof owner !== "function") return [];
  const instance = instantiate(owner as new () => object, exportName);
  const definition = definitionOf((instance as Record<string, unknown>)[member]);
  return definition ? [{ definition, exportName }] : [];
}

function instantiate(owner: new () => object, exportName: string): object {
  try {
    return new owner();
  } catch (cause) {
    throw new UsageError(`${exportName} needs an object, and new ${owner.name}() threw: ${cause}`, {
      remedy: "A class flow is called on an object made without arguments.",
      cause,
    });
  }
}

function noFlow(exported: Exported[], file: string): UsageError {
  const tasks = exported.map(({ exportName }) => exportName).join(", ");
  return new UsageError(`${shown(file)} exports no flow`, {
    remedy: `${tasks ? `It exports the task ${tasks}. ` : ""}Export one: export const main = flow(async () => { ... });`,
  });
}

function severalFlows(flows: Named[], file: string): UsageError {
  return new UsageError(`${shown(file)} exports ${flows.length} flows and none was named`, {
    remedy: `Name one:\n${list(flows, file)}`,
  });
}

function unknownFlow(wanted: string, flows: Named[], file: string): UsageError {
  const names = flows.flatMap(({ name, exportName }) => [name, exportName]);
  return new UsageError(`${shown(file)} exports no flow "${wanted}"${didYouMean(wanted, names)}`, {
    remedy: `It exports:\n${list(flows, file)}`,
  });
}

function list(flows: Named[], file: string): string {
  return flows
    .map(({ name, exportName }) => {
      const also = name === exportName ? "" : `   (${name})`;
      return `  millrace run ${shown(file)}:${exportName}${also}`;
    })
    .join("\n");
}

function shown(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith("..") ? file : short;
}
