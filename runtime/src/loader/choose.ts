import { relative } from "node:path";
import {
  bindExports,
  definitionOf,
  type Exported,
  type FlowDefinition,
  type TaskDefinition,
} from "../engine/definition.js";
import type { DefinitionSyntax } from "./definitions.js";
import { didYouMean } from "./suggest.js";
import { UsageError } from "./usage-error.js";

/** A flow or task that can be called, and the object to call it on. */
export interface Loaded {
  definition: FlowDefinition | TaskDefinition;
  thisArg: unknown;
}

/** What is asked for by name. */
export interface Wanted {
  name: string;
  /** It is an exported identifier, not perhaps a name. */
  exported?: boolean;
}

interface Named {
  kind: "flow" | "task";
  name: string;
  exportName: string;
}

/**
 * What the source says will run: the flow that is meant, else the task that is named; `undefined`
 * where only loading tells.
 * @throws UsageError when the file plainly exports several flows and none was named
 */
export function chooseFromSource(
  written: readonly DefinitionSyntax[],
  wanted: Wanted | undefined,
  file: string,
): DefinitionSyntax | undefined {
  const flows = written.filter(isFlow);
  if (wanted !== undefined) return match(written, wanted);
  const different = flows.filter(
    (flow, index) => flows.findIndex(({ fn }) => fn === flow.fn) === index,
  );
  if (different.length > 1) throw severalFlows([...different, ...written.filter(isTask)], file);
  return different[0];
}

/**
 * The flow among what the module exports, or the task that is named, where no flow has that name.
 * @param written what the source shows: only an instance has the fields of a class
 * @throws UsageError when nothing is meant, or several flows and none was named
 */
export function chooseLoaded(
  module: object,
  written: readonly DefinitionSyntax[],
  wanted: Wanted | undefined,
  file: string,
): Loaded {
  const fields = written.filter(({ field }) => field);
  const exported = exportedBy(module, fields.filter(isFlow), file).map(named);
  const flows = exported.filter(isFlow);
  const different = flows.filter(
    (flow, index) => flows.findIndex(({ definition }) => definition === flow.definition) === index,
  );
  const all = [...different, ...exported.filter(isTask), ...fields.filter(isTask)];
  const chosen =
    wanted === undefined
      ? different[0]
      : // A class is made an object of only for the task that is meant.
        (match(exported, wanted) ?? boundField(module, match(fields, wanted)));
  if (wanted === undefined && different.length > 1) throw severalFlows(all, file);
  if (!chosen && wanted === undefined) throw noFlow(all, file);
  if (!chosen) throw unknown(wanted?.name ?? "", all, file);
  return {
    definition: chosen.definition,
    thisArg: chosen.owner ? instantiate(chosen.owner, chosen.exportName) : undefined,
  };
}

function named(exported: Exported): Exported & Named {
  const { kind, name } = exported.definition;
  return { ...exported, kind, name };
}

function isFlow({ kind }: Named): boolean {
  return kind === "flow";
}

function isTask({ kind }: Named): boolean {
  return kind === "task";
}

/** The tasks and flows that a module exports, with the given fields of its classes. */
export function exportedBy(
  module: object,
  fields: readonly DefinitionSyntax[],
  file: string,
): Exported[] {
  const ofFields = fields.flatMap((field) => boundField(module, field) ?? []);
  return [...bindExports(module, file), ...ofFields];
}

/**
 * A flow goes before a task. Of each, the exported identifier goes before the name: it is the one
 * that is unique.
 */
function match<T extends Named>(
  all: readonly T[],
  { name, exported = false }: Wanted,
): T | undefined {
  const byExport = ({ exportName }: T) => exportName === name;
  if (exported) return all.find(byExport);
  const [flows, tasks] = [all.filter(isFlow), all.filter(isTask)];
  const byName = (one: T) => one.name === name;
  return flows.find(byExport) ?? flows.find(byName) ?? tasks.find(byExport) ?? tasks.find(byName);
}

function boundField(module: object, field: DefinitionSyntax | undefined): Exported | undefined {
  if (field === undefined) return undefined;
  const { exportName } = field;
  const [className = "", member = ""] = exportName.split(".");
  const owner = (module as Record<string, unknown>)[className];
  if (typeof owner !== "function") return undefined;
  const instance = instantiate(owner as new () => object, exportName);
  const definition = definitionOf((instance as Record<string, unknown>)[member]);
  return definition && { definition, exportName };
}

function instantiate(owner: new () => object, exportName: string): object {
  try {
    return new owner();
  } catch (cause) {
    throw new UsageError(`${exportName} needs an object, and new ${owner.name}() threw: ${cause}`, {
      remedy: "What stands in a class is called on an object made without arguments.",
      cause,
    });
  }
}

function noFlow(tasks: Named[], file: string): UsageError {
  const orTask = tasks.length === 0 ? "" : `\nOr run a task alone:\n${list(tasks, file)}`;
  return new UsageError(`${shown(file)} exports no flow`, {
    remedy: `Export one: export const main = flow(async () => { ... });${orTask}`,
  });
}

function severalFlows(all: Named[], file: string): UsageError {
  const flows = all.filter(isFlow);
  return new UsageError(`${shown(file)} exports ${flows.length} flows and none was named`, {
    remedy: `Name one:\n${list(all, file)}`,
  });
}

function unknown(wanted: string, all: Named[], file: string): UsageError {
  const names = all.flatMap(({ name, exportName }) => [name, exportName]);
  const what = all.some(isTask) ? "flow or task" : "flow";
  return new UsageError(
    `${shown(file)} exports no ${what} "${wanted}"${didYouMean(wanted, names)}`,
    {
      remedy:
        all.length > 0
          ? `It exports:\n${list(all, file)}`
          : "Export one: export const main = flow(async () => { ... });",
    },
  );
}

function list(all: Named[], file: string): string {
  return all
    .map(({ kind, name, exportName }) => {
      const notes = [...(name === exportName ? [] : [name]), ...(kind === "task" ? ["task"] : [])];
      const also = notes.length === 0 ? "" : `   (${notes.join(", ")})`;
      return `  millrace run ${shown(file)}:${exportName}${also}`;
    })
    .join("\n");
}

function shown(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith("..") ? file : short;
}
