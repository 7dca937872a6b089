import type { JsonSchema } from "@millrace/protocol";
import { NAMES, NATIVE } from "./keywords.js";

/** What a value was turned into, or where within it (`.from[2]`) it is not of the type. */
export type Parsed = { value: unknown } | { wrongAt: string };

const wrong: Parsed = { wrongAt: "" };

/** Reads text from the command line as a value of the type. */
export function parseText(schema: JsonSchema, text: string): Parsed {
  const alternatives = schema.anyOf as JsonSchema[] | undefined;
  if (alternatives) return firstOf(alternatives, (part) => parseText(part, text));
  if ("const" in schema || schema.enum)
    return member(schema, text, (value) => String(value) === text);
  if (schema[NATIVE] !== undefined) return native(schema, text);
  switch (schema.type) {
    case "string":
      return { value: text };
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text)) ? { value: Number(text) } : wrong;
    case "boolean":
      return text === "true" || text === "false" ? { value: text === "true" } : wrong;
    case "null":
      return text === "null" ? { value: null } : wrong;
    case "array":
      if (!text.trimStart().startsWith("[")) return list(schema, text.split(","));
      break;
    case undefined:
      return json(text) ?? { value: text };
  }
  const parsed = json(text);
  return parsed ? check(schema, parsed.value) : wrong;
}

/** Several texts for one parameter, `-p tag=a -p tag=b`, or one with commas: a list. */
export function list(schema: JsonSchema, texts: string[]): Parsed {
  const parts = texts.length === 1 && texts[0] === "" ? [] : texts;
  const lengthWrong = tupleLength(schema, parts.length);
  if (lengthWrong) return lengthWrong;
  return sequence(parts, (text, index) => parseText(itemOf(schema, index), text));
}

/** Checks a value read from JSON, and makes of it what JSON cannot say: dates, bigints. */
export function check(schema: JsonSchema, value: unknown): Parsed {
  const alternatives = schema.anyOf as JsonSchema[] | undefined;
  if (alternatives) return firstOf(alternatives, (part) => check(part, value));
  if ("const" in schema || schema.enum) return member(schema, value, (one) => one === value);
  if (schema[NATIVE] !== undefined) {
    if (isNative(schema, value)) return { value };
    const plain = typeof value === "string" || typeof value === "number" || value === null;
    return plain ? native(schema, String(value)) : wrong;
  }
  switch (schema.type) {
    case "null":
      return value === null ? { value } : wrong;
    case "array":
      if (!Array.isArray(value)) return wrong;
      return (
        tupleLength(schema, value.length) ??
        sequence(value, (item, index) => check(itemOf(schema, index), item))
      );
    case "object":
      return value !== null && typeof value === "object" && !Array.isArray(value)
        ? record(schema, value as Record<string, unknown>)
        : wrong;
    case undefined:
      return { value };
    default:
      // The remaining types have the names that typeof gives.
      return Object.is(typeof value, schema.type) ? { value } : wrong;
  }
}

/** Values of an earlier run come as what they were, not as JSON. */
function isNative(schema: JsonSchema, value: unknown): boolean {
  switch (schema[NATIVE]) {
    case "Date":
      return value instanceof Date;
    case "URL":
      return value instanceof URL;
    case "bigint":
      return typeof value === "bigint";
    default:
      return value === undefined;
  }
}

function native(schema: JsonSchema, text: string): Parsed {
  switch (schema[NATIVE]) {
    case "Date": {
      const date = new Date(text);
      return Number.isNaN(date.getTime()) ? wrong : { value: date };
    }
    case "bigint":
      return /^-?\d+$/.test(text) ? { value: BigInt(text) } : wrong;
    case "URL":
      return URL.canParse(text) ? { value: new URL(text) } : wrong;
    case "undefined":
      return text === "undefined" ? { value: undefined } : wrong;
    default:
      return wrong;
  }
}

/** A literal, one of several, or a member of an enum, which may also go by its name. */
function member(schema: JsonSchema, given: unknown, is: (value: unknown) => boolean): Parsed {
  const values = (schema.enum as unknown[] | undefined) ?? [schema.const];
  const names = (schema[NAMES] as string[] | undefined) ?? [];
  const named = names.indexOf(String(given));
  const at = named >= 0 ? named : values.findIndex(is);
  return at >= 0 ? { value: values[at] } : wrong;
}

function record(schema: JsonSchema, value: Record<string, unknown>): Parsed {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = (schema.required ?? []) as string[];
  const missing = required.find((key) => !(key in value));
  if (missing !== undefined) return { wrongAt: `.${missing}` };
  const made: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const of = Object.hasOwn(properties, key) ? properties[key] : schema.additionalProperties;
    if (of === false) return { wrongAt: `.${key}` };
    const parsed = check((of as JsonSchema | undefined) ?? {}, item);
    if ("wrongAt" in parsed) return { wrongAt: `.${key}${parsed.wrongAt}` };
    made[key] = parsed.value;
  }
  return { value: made };
}

function sequence<T>(items: T[], parse: (item: T, index: number) => Parsed): Parsed {
  const made: unknown[] = [];
  for (const [index, item] of items.entries()) {
    const parsed = parse(item, index);
    if ("wrongAt" in parsed) return { wrongAt: `[${index}]${parsed.wrongAt}` };
    made.push(parsed.value);
  }
  return { value: made };
}

function itemOf(schema: JsonSchema, index: number): JsonSchema {
  const prefix = schema.prefixItems as JsonSchema[] | undefined;
  return prefix?.[index] ?? ((schema.items || {}) as JsonSchema);
}

function tupleLength(schema: JsonSchema, length: number): Parsed | undefined {
  const prefix = schema.prefixItems as unknown[] | undefined;
  if (!prefix) return undefined;
  const tooLong = schema.items === false && length > prefix.length;
  return tooLong || length < Number(schema.minItems ?? 0) ? wrong : undefined;
}

/** Text alone is the last thing to be tried: it always fits. */
function firstOf(alternatives: JsonSchema[], parse: (schema: JsonSchema) => Parsed): Parsed {
  const isText = (schema: JsonSchema) => Number(schema.type === "string" && !schema[NATIVE]);
  const ordered = [...alternatives].sort((a, b) => isText(a) - isText(b));
  for (const schema of ordered) {
    const parsed = parse(schema);
    if (!("wrongAt" in parsed)) return parsed;
  }
  return wrong;
}

function json(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
