import type { JsonSchema, Param } from "@millrace/protocol";
import { ts } from "ts-morph";
import { rangeOf } from "../../ir/source.js";
import { literalValue } from "./literals.js";

/** The types a file declares itself, by name: what a parameter's type may refer to without looking elsewhere. */
export type TypeIndex = ReadonlyMap<string, ts.Node>;

export function typeIndex(source: ts.SourceFile): TypeIndex {
  const index = new Map<string, ts.Node>();
  for (const statement of source.statements) {
    if (
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement)
    ) {
      index.set(statement.name.text, statement);
    }
  }
  return index;
}

/** The parameters of a task or flow: what a form asks for and the command line checks. */
export function parameters(
  fn: ts.SignatureDeclaration,
  source: ts.SourceFile,
  lineStarts: readonly number[],
  types: TypeIndex,
): Param[] {
  return fn.parameters
    .filter((param) => !(ts.isIdentifier(param.name) && param.name.text === "this"))
    .map((param) => {
      const fallback = param.initializer
        ? literalValue(param.initializer)
        : { known: false as const };
      // JavaScript says it in a comment.
      const declared = param.type ?? ts.getJSDocType(param);
      const isOptional =
        param.initializer ??
        param.questionToken ??
        param.dotDotDotToken ??
        ts.getJSDocParameterTags(param).find((tag) => tag.isBracketed);
      const schema = declared
        ? schemaOf(declared, types, new Set())
        : fallback.known
          ? schemaOfValue(fallback.value)
          : {};
      const type =
        declared?.getText(source) ?? (fallback.known ? nameOfType(fallback.value) : "unknown");
      return {
        name: param.name.getText(source),
        type,
        required: !isOptional,
        ...(fallback.known ? { default: fallback.value } : {}),
        schema: fallback.known ? { ...schema, default: fallback.value } : schema,
        location: rangeOf(lineStarts, { start: param.getStart(source), end: param.end }),
      };
    });
}

function nameOfType(value: unknown): string {
  if (Array.isArray(value)) return "unknown[]";
  return value === null ? "null" : typeof value;
}

function schemaOfValue(value: unknown): JsonSchema {
  if (Array.isArray(value)) return { type: "array" };
  if (value === null) return { type: "null" };
  return { type: typeof value };
}

/** Types without a JSON Schema of their own give `{}`: anything is accepted there. */
function schemaOf(type: ts.TypeNode, types: TypeIndex, seen: ReadonlySet<string>): JsonSchema {
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: "string" };
    case ts.SyntaxKind.NumberKeyword:
      return { type: "number" };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: "boolean" };
    case ts.SyntaxKind.BigIntKeyword:
      return { type: "integer" };
    case ts.SyntaxKind.NullKeyword:
      return { type: "null" };
  }
  if (ts.isParenthesizedTypeNode(type)) return schemaOf(type.type, types, seen);
  if (ts.isTypeOperatorNode(type)) return schemaOf(type.type, types, seen);
  if (ts.isArrayTypeNode(type)) {
    return { type: "array", items: schemaOf(type.elementType, types, seen) };
  }
  if (ts.isTupleTypeNode(type)) return tupleSchema(type, types, seen);
  if (ts.isLiteralTypeNode(type)) return literalSchema(type);
  if (ts.isUnionTypeNode(type)) return unionSchema(type, types, seen);
  if (ts.isTypeLiteralNode(type)) return objectSchema(type.members, types, seen);
  if (ts.isTypeReferenceNode(type)) return referenceSchema(type, types, seen);
  return {};
}

function tupleSchema(
  type: ts.TupleTypeNode,
  types: TypeIndex,
  seen: ReadonlySet<string>,
): JsonSchema {
  const prefixItems = type.elements.map((each) =>
    schemaOf(ts.isNamedTupleMember(each) ? each.type : each, types, seen),
  );
  return { type: "array", prefixItems, minItems: prefixItems.length, maxItems: prefixItems.length };
}

function literalSchema(type: ts.LiteralTypeNode): JsonSchema {
  if (type.literal.kind === ts.SyntaxKind.NullKeyword) return { type: "null" };
  const value = literalValue(type.literal as ts.Expression);
  return value.known ? { const: value.value } : {};
}

function unionSchema(
  type: ts.UnionTypeNode,
  types: TypeIndex,
  seen: ReadonlySet<string>,
): JsonSchema {
  const parts = type.types
    .filter((each) => each.kind !== ts.SyntaxKind.UndefinedKeyword)
    .map((each) => schemaOf(each, types, seen));
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  if (parts.every((part) => "const" in part)) return { enum: parts.map((part) => part.const) };
  return { anyOf: parts };
}

function objectSchema(
  members: ts.NodeArray<ts.TypeElement>,
  types: TypeIndex,
  seen: ReadonlySet<string>,
): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const member of members) {
    if (!ts.isPropertySignature(member) || !member.name) continue;
    if (!ts.isIdentifier(member.name) && !ts.isStringLiteral(member.name)) continue;
    const name = member.name.text;
    properties[name] = member.type ? schemaOf(member.type, types, seen) : {};
    if (!member.questionToken) required.push(name);
  }
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

function referenceSchema(
  type: ts.TypeReferenceNode,
  types: TypeIndex,
  seen: ReadonlySet<string>,
): JsonSchema {
  if (!ts.isIdentifier(type.typeName)) return {};
  const name = type.typeName.text;
  const [first, second] = type.typeArguments ?? [];
  switch (name) {
    case "Date":
      return { type: "string", format: "date-time" };
    case "URL":
      return { type: "string", format: "uri" };
    case "Array":
    case "ReadonlyArray":
    case "Set":
      return { type: "array", ...(first ? { items: schemaOf(first, types, seen) } : {}) };
    case "Record":
      return {
        type: "object",
        ...(second ? { additionalProperties: schemaOf(second, types, seen) } : {}),
      };
    case "In":
    case "Promise":
    case "Readonly":
      return first ? schemaOf(first, types, seen) : {};
    case "Partial": {
      const { required: _, ...rest } = first ? schemaOf(first, types, seen) : {};
      return rest;
    }
  }
  const declaration = types.get(name);
  // A type that refers to itself has no finite schema written out.
  if (!declaration || seen.has(name)) return {};
  const inner = new Set([...seen, name]);
  if (ts.isTypeAliasDeclaration(declaration)) return schemaOf(declaration.type, types, inner);
  if (ts.isInterfaceDeclaration(declaration))
    return objectSchema(declaration.members, types, inner);
  if (ts.isEnumDeclaration(declaration)) {
    const values = declaration.members.map((member, index) => {
      const value = member.initializer
        ? literalValue(member.initializer)
        : { known: true, value: index };
      return value.known ? value.value : null;
    });
    return { enum: values };
  }
  return {};
}
