import type { JsonSchema } from "@millrace/protocol";
import type { Expression, PropertyKey } from "oxc-parser";
import { NATIVE } from "./keywords.js";

/** The value of an expression that is plainly a constant; `undefined` for all others. */
export function literalOf(expression: Expression): { value: unknown } | undefined {
  switch (expression.type) {
    case "Literal":
      return "regex" in expression ? undefined : { value: expression.value };
    case "UnaryExpression": {
      const inner = literalOf(expression.argument);
      const negative = expression.operator === "-" && typeof inner?.value === "number";
      return negative ? { value: -(inner.value as number) } : undefined;
    }
    case "TemplateLiteral": {
      const [only, ...more] = expression.quasis;
      return only && more.length === 0 ? { value: only.value.cooked ?? only.value.raw } : undefined;
    }
    case "ArrayExpression": {
      const items = expression.elements.map((element) =>
        element && element.type !== "SpreadElement" ? literalOf(element) : undefined,
      );
      return items.every((item) => item !== undefined)
        ? { value: items.map((item) => item.value) }
        : undefined;
    }
    case "ObjectExpression": {
      const entries: [string, unknown][] = [];
      for (const property of expression.properties) {
        if (property.type !== "Property") return undefined;
        const key = keyName(property.key);
        const value = literalOf(property.value);
        if (key === undefined || value === undefined) return undefined;
        entries.push([key, value.value]);
      }
      return { value: Object.fromEntries(entries) };
    }
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return literalOf(expression.expression);
    default:
      return undefined;
  }
}

/**
 * The type TypeScript infers from a value.
 * @param constant whether `as const` keeps the value itself as the type
 */
export function typeOfLiteral(expression: Expression, constant = false): JsonSchema {
  if (expression.type === "TSAsExpression" || expression.type === "TSSatisfiesExpression") {
    return typeOfLiteral(expression.expression, constant);
  }
  if (expression.type === "NewExpression" && expression.callee.type === "Identifier") {
    if (expression.callee.name === "Date") {
      return { type: "string", format: "date-time", [NATIVE]: "Date" };
    }
    if (expression.callee.name === "URL") {
      return { type: "string", format: "uri", [NATIVE]: "URL" };
    }
  }
  if (expression.type === "TemplateLiteral") return { type: "string" };
  if (expression.type === "Literal" && "bigint" in expression) {
    return { type: "integer", [NATIVE]: "bigint" };
  }
  const literal = literalOf(expression);
  return literal ? typeOfValue(literal.value, constant) : {};
}

function typeOfValue(value: unknown, constant: boolean): JsonSchema {
  if (Array.isArray(value)) {
    const items = value.map((item) => typeOfValue(item, constant));
    if (constant) return { type: "array", items: { enum: value } };
    const same = items.length > 0 && new Set(items.map((item) => JSON.stringify(item))).size === 1;
    return { type: "array", items: same ? items[0] : {} };
  }
  if (value !== null && typeof value === "object") {
    const properties = Object.entries(value).map(([key, item]) => [
      key,
      typeOfValue(item, constant),
    ]);
    return {
      type: "object",
      properties: Object.fromEntries(properties),
      required: constant ? Object.keys(value) : [],
    };
  }
  if (value === null || value === undefined) return {};
  return constant ? { const: value } : { type: typeof value };
}

export function keyName(key: PropertyKey): string | undefined {
  if (key.type === "Identifier") return key.name;
  return key.type === "Literal" ? String(key.value) : undefined;
}
