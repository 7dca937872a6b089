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
    const whole = namedWhole(definition, args, result);
    if (whole !== undefined) throw notTakenApart(definition, whole);
    if (result.issues !== undefined) throw refused(definition, result.issues);
    return argsOf(definition, result.value as Record<string, unknown>);
  };
  const result = schema["~standard"].validate(paramsOf(definition, args));
  return isThenable(result) ? result.then(accept) : accept(result);
}

/**
 * The name of the only parameter, where it was given the object of all parameters and the schema knows
 * none of that name: to the compiler `(options) =>` is the same as `({ from, to }) =>`.
 */
function namedWhole(
  definition: FlowDefinition,
  [given]: readonly unknown[],
  result: StandardSchemaV1.Result<unknown>,
): string | undefined {
  const [name, ...others] = definition.params;
  if (name === undefined || others.length > 0 || takesOneObject(definition.fn)) return undefined;
  if (typeof given !== "object" || given === null) return undefined;
  const known =
    result.issues === undefined
      ? name in (result.value as object)
      : result.issues.some(({ path = [] }) => partName(path[0]) === name);
  return known ? undefined : name;
}

function notTakenApart(definition: FlowDefinition, name: string): Error {
  return new ParameterError(
    `flow ${definition.name}${placeOf(definition)} takes \`${name}\`, which its option params does not describe: where \`${name}\` is all parameters together, take it apart, as in ({ from, to }) => ...; where it is one of them, put it into the schema`,
  );
}

function refused(definition: FlowDefinition, issues: readonly StandardSchemaV1.Issue[]): Error {
  const lines = issues.map(({ path = [], message }) => {
    const name = path.map(partName).join(".");
    return name === "" ? message : `\`${name}\`: ${message}`;
  });
  return new ParameterError(
    `flow ${definition.name}${placeOf(definition)} refuses its parameters: ${lines.join("; ")}. Change them, or the flow's option params`,
  );
}

function partName(part: PropertyKey | StandardSchemaV1.PathSegment | undefined): string {
  return String(typeof part === "object" ? part.key : part);
}

function placeOf({ location }: FlowDefinition): string {
  return location === undefined ? "" : ` (${spelled(location)})`;
}
