import type { JsonSchema, Param } from "@millrace/protocol";
import type { BindingPattern, Expression, ParamPattern, TSType } from "oxc-parser";
import type { DefinitionSyntax, FlowFunction } from "./definitions.js";
import { NAMES, NATIVE } from "./keywords.js";
import { keyName, literalOf, typeOfLiteral } from "./literals.js";
import { schemaOf } from "./schema.js";
import { Scope } from "./scope.js";
import { parseText, placeAt } from "./source.js";

/** The parameters of a flow, as its source declares them. */
export interface Signature {
  params: Param[];
  /**
   * The flow takes one object and names its properties, `({ from, to })`: the parameters are those
   * properties.
   */
  spread: boolean;
  /** The last parameter takes all arguments that are left. */
  rest: boolean;
}

export function signatureOf(flow: Pick<DefinitionSyntax, "fn" | "scope">): Signature {
  const { fn, scope } = flow;
  const given = fn.params.filter((param) => !isThis(param));
  const [only] = given;
  const pattern = only ? withoutDefault(only).target : undefined;
  if (given.length === 1 && pattern?.type === "ObjectPattern") {
    return { params: propertiesOf(pattern, scope), spread: true, rest: false };
  }
  const params = given.map((param, index) => paramOf(param, index, scope));
  return { params, spread: false, rest: given.at(-1)?.type === "RestElement" };
}

/**
 * The parameters of a function that only loading the module has found: types are gone by then, so
 * that names and defaults are all there is.
 */
export function signatureOfLoaded(fn: (...args: never[]) => unknown): Signature {
  const text = fn.toString();
  for (const source of [`(${text})`, `(function ${text})`, `({${text}})`]) {
    const program = parseText("flow.js", source);
    const found = program ? firstFunction(program.body[0]) : undefined;
    if (program && found) {
      return signatureOf({
        fn: found,
        scope: new Scope({ file: "flow.js", text: source, program }),
      });
    }
  }
  return { params: [], spread: false, rest: true };
}

function firstFunction(node: unknown): FlowFunction | undefined {
  if (node === null || typeof node !== "object") return undefined;
  const { type } = node as { type?: string };
  if (type === "ArrowFunctionExpression" || type === "FunctionExpression")
    return node as FlowFunction;
  for (const child of Object.values(node)) {
    const found = firstFunction(child);
    if (found) return found;
  }
  return undefined;
}

/** `this: Etl` says what a method is called on; nobody gives it. */
function isThis(param: ParamPattern): boolean {
  return param.type === "Identifier" && param.name === "this";
}

function paramOf(param: ParamPattern, index: number, scope: Scope): Param {
  const { target, fallback } = withoutDefault(param);
  const rest = param.type === "RestElement";
  const type = annotationOf(param) ?? annotationOf(target);
  const literal = fallback ? literalOf(fallback) : undefined;
  return {
    name: target.type === "Identifier" ? target.name : `arg${index + 1}`,
    type: type ? scope.source.text.slice(type.start, type.end) : inferredName(fallback),
    required: !(rest || fallback || ("optional" in target && target.optional)),
    ...(literal ? { default: literal.value } : {}),
    schema: type ? schemaOf(type, scope) : fallback ? typeOfLiteral(fallback) : {},
    location: rangeOf(param, scope),
  };
}

/** The properties that `({ from, to = 5 }: Options)` takes out of its argument. */
function propertiesOf(
  pattern: Extract<BindingPattern, { type: "ObjectPattern" }>,
  scope: Scope,
): Param[] {
  const type = pattern.typeAnnotation?.typeAnnotation;
  const schema: JsonSchema = type ? schemaOf(type, scope) : {};
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = schema.required as string[] | undefined;
  return pattern.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    const name = keyName(property.key);
    if (name === undefined) return [];
    const fallback = property.value.type === "AssignmentPattern" ? property.value.right : undefined;
    const literal = fallback ? literalOf(fallback) : undefined;
    const known = properties[name];
    return {
      name,
      type: known ? nameOf(known) : inferredName(fallback),
      required: !fallback && (required?.includes(name) ?? false),
      ...(literal ? { default: literal.value } : {}),
      schema: known ?? (fallback ? typeOfLiteral(fallback) : {}),
      location: rangeOf(property, scope),
    };
  });
}

function withoutDefault(param: ParamPattern): { target: BindingPattern; fallback?: Expression } {
  const inner = param.type === "TSParameterProperty" ? param.parameter : param;
  if (inner.type === "RestElement") return { target: inner.argument };
  if (inner.type === "AssignmentPattern") return { target: inner.left, fallback: inner.right };
  return { target: inner };
}

function annotationOf(node: ParamPattern): TSType | undefined {
  return "typeAnnotation" in node ? node.typeAnnotation?.typeAnnotation : undefined;
}

function inferredName(fallback: Expression | undefined): string {
  return fallback ? nameOf(typeOfLiteral(fallback)) : "unknown";
}

/** A schema as a TypeScript programmer would say it. */
export function nameOf(schema: JsonSchema): string {
  const native = schema[NATIVE];
  if (typeof native === "string") return native;
  const names = schema[NAMES];
  if (Array.isArray(names)) return names.join(" | ");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum))
    return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as JsonSchema[]).map(nameOf).join(" | ");
  if (Array.isArray(schema.prefixItems)) {
    return `[${(schema.prefixItems as JsonSchema[]).map(nameOf).join(", ")}]`;
  }
  if (schema.type === "array") {
    const item = nameOf((schema.items as JsonSchema | undefined) ?? {});
    return item.includes(" ") ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === "object" && schema.properties) {
    const required = (schema.required as string[] | undefined) ?? [];
    const members = Object.entries(schema.properties as Record<string, JsonSchema>).map(
      ([key, value]) => `${key}${required.includes(key) ? "" : "?"}: ${nameOf(value)}`,
    );
    return `{ ${members.join("; ")} }`;
  }
  return typeof schema.type === "string" ? schema.type : "unknown";
}

function rangeOf(node: { start: number; end: number }, scope: Scope) {
  const position = (offset: number) => {
    const { line, column } = placeAt(scope.source, offset);
    return { line: line - 1, character: column - 1 };
  };
  return { start: position(node.start), end: position(node.end) };
}
