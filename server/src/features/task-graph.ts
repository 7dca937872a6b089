import type { FlowGraph, GraphDocument, Node, NodeOptions } from "@millrace/protocol";
import { type DefinitionFact, exportedAs } from "../analysis/index.js";
import { secondsOf } from "../diagnostics/durations.js";
import type { Codebase } from "./codebase.js";
import type { Source } from "./source.js";

/** One task as if it were a flow of its own; null where the file has no such task, or it cannot run alone. */
export function computeTaskGraph(
  source: Source,
  task: string,
  codebase: Codebase,
): GraphDocument | null {
  const fact = source.facts.definitions.find((one) => exportNameOf(source, one) === task);
  if (!fact) return null;
  const { graph } = source.analysis;
  return { ...graph, flows: [taskGraph(source, fact, task, codebase)], diagnostics: [] };
}

/**
 * The name under which a task runs by itself: its export, or `Class.method` where its class can be
 * made without arguments. Undefined for one that cannot.
 */
export function exportNameOf({ facts }: Source, fact: DefinitionFact): string | undefined {
  const { kind, exported, name, className, classNeedsArguments } = fact;
  if (kind !== "task" || !exported || classNeedsArguments) return undefined;
  if (className !== undefined) return name;
  return exportedAs(facts, name);
}

/** The id of the node that stands for a task in its own graph. */
export function nodeOfTask(name: string): string {
  return `${name}/${name.slice(name.lastIndexOf(".") + 1)}#1`;
}

function taskGraph(
  { file }: Source,
  fact: DefinitionFact,
  exportName: string,
  codebase: Codebase,
): FlowGraph {
  const key = codebase.keyOf(file, fact.name);
  const options = optionsOf(fact);
  const node: Node = {
    id: nodeOfTask(fact.name),
    kind: "task",
    label: fact.label,
    task: key,
    location: fact.range,
    definition: { file, range: fact.range },
    certainty: "always",
    times: "1",
    ...(Object.keys(options).length > 0 ? { options } : {}),
  };
  return {
    key,
    name: fact.label,
    exportName,
    location: fact.range,
    params: fact.params,
    nodes: [node],
    edges: [],
    incomplete: [],
  };
}

/** The options that a graph shows, where they are literal. */
function optionsOf({ options }: DefinitionFact): NodeOptions {
  const value = (name: string) => options.find((one) => one.name === name)?.value;
  const found: NodeOptions = {};
  const [retries, delay, cache, optional, tags] = [
    value("retries"),
    value("retryDelay"),
    value("cache"),
    value("optional"),
    value("tags"),
  ];
  const timeout = secondsOf(value("timeout"));
  if (typeof retries === "number") found.retries = retries;
  if (typeof delay === "number" || typeof delay === "string") found.retryDelay = delay;
  if (isListOf<number>(delay, "number")) found.retryDelay = delay;
  if (timeout !== undefined) found.timeout = timeout;
  if (typeof cache === "boolean" || typeof cache === "string") found.cache = cache;
  else if (options.some(({ name }) => name === "cache")) found.cache = true;
  if (typeof optional === "boolean") found.optional = optional;
  if (isListOf<string>(tags, "string")) found.tags = tags;
  return found;
}

function isListOf<T>(value: unknown, type: "string" | "number"): value is T[] {
  return Array.isArray(value) && value.every((each) => typeof each === type);
}
