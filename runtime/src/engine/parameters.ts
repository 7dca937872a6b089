/** A flow's parameters: by name for people and schemas, by position for the function. */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { spelled } from "./call-site.js";
import type { FlowDefinition, TaskDefinition } from "./definition.js";
import { ParameterError } from "./errors.js";
import { takesOneObject } from "./parameter-names.js";
import { isThenable } from "./resolve.js";

type AnyDefinition = FlowDefinition | TaskDefinition;

/** The arguments by name. Where the only parameter is `{ a, b }`, its properties are the parameters. */
export function paramsOf(
  definition: AnyDefinition,
  args: readonly unknown[],
): Record<string, unknown> {
  if (takesOneObject(definition.fn)) return { ...(args[0] as object | undefined) };
  const params: Record<string, unknown> = {};
  for (const [index, name] of definition.params.entries()) {
    if (index < args.length && args[index] !== undefined) params[name] = args[index];
  }
  return params;
}

/** The opposite of {@link paramsOf}. */
export function argsOf(definition: AnyDefinition, params: Record<string, unknown>): unknown[] {
  if (takesOneObject(definition.fn)) return [params];
  return definition.params.map((name) => params[name]);
}

/**
 * Checks the arguments against the flow's schema, and gives what the schema makes of them.
 * @throws ParameterError naming each parameter that is refused, and why
 */
export function checkedArgs(
  definition: FlowDefinition,
  args: unknown[],
): unknown[] | Promise<unknown[]> {
  const schema = definition.options.params;
  if (schema === undefined) return args;
  const accept = (result: StandardSchemaV1.Result<unknown>): unknown[] => {
    if (result.issues !== undefined) throw refused(definition, result.issues);
    return argsOf(definition, result.value as Record<string, unknown>);
  };
  const result = schema["~standard"].validate(paramsOf(definition, args));
  return isThenable(result) ? result.then(accept) : accept(result);
}

function refused(definition: FlowDefinition, issues: readonly StandardSchemaV1.Issue[]): Error {
  const lines = issues.map(({ path = [], message }) => {
    const name = path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
    return name === "" ? message : `\`${name}\`: ${message}`;
  });
  const where = definition.location === undefined ? "" : ` (${spelled(definition.location)})`;
  return new ParameterError(
    `flow ${definition.name}${where} refuses its parameters: ${lines.join("; ")}. Change them, or the flow's option params`,
  );
}
