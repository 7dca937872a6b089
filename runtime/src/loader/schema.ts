import type { JsonSchema } from "@millrace/protocol";
import type {
  Expression,
  TSEnumDeclaration,
  TSSignature,
  TSTupleElement,
  TSType,
} from "oxc-parser";
import { NAMES, NATIVE } from "./keywords.js";
import { keyName, literalOf, typeOfLiteral } from "./literals.js";
import type { Scope } from "./scope.js";

const anything: JsonSchema = {};
/** Types that refer to themselves are followed this far, then anything goes. */
const DEEPEST = 8;

/** The JSON Schema of a type as written. What cannot be seen from the source allows anything. */
export function schemaOf(type: TSType, scope: Scope, depth = 0): JsonSchema {
  if (depth > DEEPEST) return anything;
  const inner = (part: TSType) => schemaOf(part, scope, depth + 1);
  switch (type.type) {
    case "TSStringKeyword":
    case "TSTemplateLiteralType":
      return { type: "string" };
    case "TSNumberKeyword":
      return { type: "number" };
    case "TSBooleanKeyword":
      return { type: "boolean" };
    case "TSBigIntKeyword":
      return { type: "integer", [NATIVE]: "bigint" };
    case "TSNullKeyword":
      return { type: "null" };
    case "TSUndefinedKeyword":
    case "TSVoidKeyword":
      return { type: "null", [NATIVE]: "undefined" };
    case "TSObjectKeyword":
      return { type: "object" };
    case "TSLiteralType": {
      const literal = literalOf(type.literal as Expression);
      return literal ? { const: literal.value } : { type: "string" };
    }
    case "TSParenthesizedType":
      return inner(type.typeAnnotation);
    case "TSUnionType":
      return union(type.types.map(inner));
    case "TSIntersectionType":
      return intersection(type.types.map(inner));
    case "TSArrayType":
      return { type: "array", items: inner(type.elementType) };
    case "TSTupleType":
      return tuple(type.elementTypes, inner);
    case "TSTypeLiteral":
      return object(type.members, inner);
    case "TSTypeOperator":
      return type.operator === "keyof"
        ? keysOf(type.typeAnnotation, scope, depth)
        : inner(type.typeAnnotation);
    case "TSIndexedAccessType":
      return indexed(type.objectType, type.indexType, scope, depth);
    case "TSTypeQuery":
      return type.exprName.type === "Identifier"
        ? valueSchema(type.exprName.name, scope)
        : anything;
    case "TSTypeReference":
      return reference(type, scope, depth);
    default:
      return anything;
  }
}

function reference(
  type: Extract<TSType, { type: "TSTypeReference" }>,
  scope: Scope,
  depth: number,
): JsonSchema {
  const name = scope.source.text.slice(type.typeName.start, type.typeName.end);
  const declared = scope.lookup(name);
  if (declared) {
    const { node, scope: home } = declared;
    if (node.type === "TSTypeAliasDeclaration") {
      return node.typeParameters ? anything : schemaOf(node.typeAnnotation, home, depth + 1);
    }
    if (node.type === "TSEnumDeclaration") return enumeration(node);
    if (node.type !== "TSInterfaceDeclaration" || node.typeParameters) return anything;
    const inner = (part: TSType) => schemaOf(part, home, depth + 1);
    const bases = node.extends.map(({ expression }) => {
      if (expression.type !== "Identifier") return anything;
      const base = home.lookup(expression.name);
      return base?.node.type === "TSInterfaceDeclaration"
        ? object(base.node.body.body, inner)
        : anything;
    });
    return intersection([...bases, object(node.body.body, inner)]);
  }
  const args = (type.typeArguments?.params ?? []).map((arg) => schemaOf(arg, scope, depth + 1));
  return builtIn(name, args);
}

function builtIn(name: string, [first, second]: JsonSchema[]): JsonSchema {
  switch (name) {
    case "Date":
      return { type: "string", format: "date-time", [NATIVE]: "Date" };
    case "URL":
      return { type: "string", format: "uri", [NATIVE]: "URL" };
    case "Array":
    case "ReadonlyArray":
      return { type: "array", items: first ?? anything };
    case "Record":
      return { type: "object", additionalProperties: second ?? anything };
    case "Partial":
      return { ...first, required: [] };
    case "Readonly":
    case "Required":
    case "In":
    case "NonNullable":
      return first ?? anything;
    default:
      return anything;
  }
}

function union(parts: JsonSchema[]): JsonSchema {
  const flat = parts.flatMap((part) =>
    Array.isArray(part.anyOf) ? (part.anyOf as JsonSchema[]) : [part],
  );
  if (flat.some((part) => Object.keys(part).length === 0)) return anything;
  if (flat.every((part) => "const" in part)) return { enum: flat.map((part) => part.const) };
  return { anyOf: flat };
}

function intersection(parts: JsonSchema[]): JsonSchema {
  if (parts.length === 1) return parts[0] ?? anything;
  const known = parts.filter((part) => part.type === "object");
  if (known.length === 0) return parts.find((part) => part.type !== undefined) ?? anything;
  const closed =
    known.length === parts.length && known.every((part) => part.additionalProperties === false);
  return {
    type: "object",
    properties: Object.assign({}, ...known.map((part) => part.properties)),
    required: known.flatMap((part) => (part.required as string[] | undefined) ?? []),
    ...(closed ? { additionalProperties: false } : {}),
  };
}

function tuple(elements: TSTupleElement[], inner: (type: TSType) => JsonSchema): JsonSchema {
  const prefixItems: JsonSchema[] = [];
  let minItems = 0;
  let items: JsonSchema | false = false;
  for (const element of elements) {
    const named = element.type === "TSNamedTupleMember" ? element.elementType : element;
    const optional =
      named.type === "TSOptionalType" ||
      (element.type === "TSNamedTupleMember" && element.optional);
    if (named.type === "TSRestType") {
      items = (inner(named.typeAnnotation).items as JsonSchema | undefined) ?? anything;
      continue;
    }
    prefixItems.push(inner(named.type === "TSOptionalType" ? named.typeAnnotation : named));
    if (!optional) minItems += 1;
  }
  return { type: "array", prefixItems, minItems, items };
}

function object(members: TSSignature[], inner: (type: TSType) => JsonSchema): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  let rest: JsonSchema | false = false;
  for (const member of members) {
    if (member.type === "TSIndexSignature") rest = inner(member.typeAnnotation.typeAnnotation);
    if (member.type !== "TSPropertySignature") continue;
    const key = keyName(member.key);
    if (key === undefined) continue;
    properties[key] = member.typeAnnotation
      ? inner(member.typeAnnotation.typeAnnotation)
      : anything;
    if (!member.optional) required.push(key);
  }
  return { type: "object", properties, required, additionalProperties: rest };
}

function enumeration(node: TSEnumDeclaration): JsonSchema {
  let next = 0;
  const values: unknown[] = [];
  const names: string[] = [];
  for (const { id, initializer } of node.body.members) {
    const value = initializer ? literalOf(initializer)?.value : next;
    if (value === undefined || id.type === "TemplateLiteral") return anything;
    if (typeof value === "number") next = value + 1;
    values.push(value);
    names.push(id.type === "Literal" ? id.value : id.name);
  }
  return { enum: values, [NAMES]: names };
}

function keysOf(type: TSType, scope: Scope, depth: number): JsonSchema {
  const { properties } = schemaOf(type, scope, depth + 1);
  return properties ? { enum: Object.keys(properties) } : { type: "string" };
}

/** `(typeof list)[number]` and `Shape["key"]`. */
function indexed(of: TSType, by: TSType, scope: Scope, depth: number): JsonSchema {
  const schema = schemaOf(of, scope, depth + 1);
  if (by.type === "TSNumberKeyword") return (schema.items as JsonSchema | undefined) ?? anything;
  const key = by.type === "TSLiteralType" ? literalOf(by.literal as Expression)?.value : undefined;
  const properties = schema.properties as Record<string, JsonSchema> | undefined;
  return typeof key === "string" ? (properties?.[key] ?? anything) : anything;
}

/** The type of a constant, from its value. */
function valueSchema(name: string, scope: Scope): JsonSchema {
  const declared = scope.lookup(name);
  if (declared?.node.type !== "VariableDeclarator" || !declared.node.init) return anything;
  const init = declared.node.init;
  const constant =
    init.type === "TSAsExpression" &&
    declared.scope.source.text.slice(0, init.end).endsWith("const");
  return typeOfLiteral(constant ? init.expression : init, constant);
}
