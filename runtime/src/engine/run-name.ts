/** The name a task run is shown under. */
import { inspect } from "node:util";
import type { FlowDefinition, TaskDefinition } from "./definition.js";
import { asFuture } from "./future.js";
import type { TaskOptions } from "./options.js";

/** The option `runName` with each `{parameter}` or `{parameter.property}` filled in; else the task's name. */
export function runNameOf(
  definition: TaskDefinition | FlowDefinition,
  { name, runName }: TaskOptions,
  args: readonly unknown[],
): string {
  if (runName === undefined) return name ?? definition.name;
  return runName.replace(
    /\{([^{}]+)\}/g,
    (whole, path: string) => templateValue(definition, args, path) ?? whole,
  );
}

/**
 * What stands for `{parameter}` or `{parameter.property}`; undefined where there is no such parameter.
 * A result that is still to come is called by its task.
 */
export function templateValue(
  definition: TaskDefinition | FlowDefinition,
  args: readonly unknown[],
  path: string,
): string | undefined {
  const [first = "", ...rest] = path.split(".");
  const index = definition.params.indexOf(first);
  if (index < 0) return undefined;
  const upstream = asFuture(args[index]);
  if (upstream !== undefined) return upstream.work.label;
  try {
    let value: unknown = args[index];
    for (const key of rest) value = (value as Record<string, unknown> | undefined)?.[key];
    return typeof value === "string" ? value : inspect(value, { depth: 0, breakLength: 80 });
  } catch {
    return undefined;
  }
}
