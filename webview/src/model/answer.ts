/** What a run asks a person for, as a form: made from the schema that the answer must meet. */
import type { InputRequest, JsonSchema, Param } from "@millrace/protocol";
import { type Field, fieldOf, takesText } from "./form.js";

/** A yes or no takes one press; everything else is fields. */
export type AnswerForm =
  | { kind: "confirm" }
  | { kind: "fields"; fields: Field[]; valueOf(values: Record<string, unknown>): unknown };

const NOWHERE = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function answerForm({ key, schema }: InputRequest): AnswerForm {
  if (schema.type === "boolean" && !schema.enum) return { kind: "confirm" };
  const properties = propertiesOf(schema);
  if (properties) {
    const required = new Set(Array.isArray(schema.required) ? schema.required : []);
    const fields = properties.map(([name, inner]) =>
      fieldOf(paramOf(name, inner, required.has(name)), undefined),
    );
    return { kind: "fields", fields, valueOf: (values) => values };
  }
  const field = fieldOf(paramOf(key, schema, true), undefined);
  return { kind: "fields", fields: [field], valueOf: (values) => values[key] };
}

/** Of an object whose members are known by name. */
function propertiesOf(schema: JsonSchema): [string, JsonSchema][] | undefined {
  const { properties } = schema;
  if (schema.type !== "object" || !isSchema(properties)) return undefined;
  const entries = Object.entries(properties).filter((entry): entry is [string, JsonSchema] =>
    isSchema(entry[1]),
  );
  return entries.length > 0 ? entries : undefined;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function paramOf(name: string, schema: JsonSchema, required: boolean): Param {
  const param: Param = { name, type: typeOf(schema), required, schema, location: NOWHERE };
  return schema.default === undefined ? param : { ...param, default: schema.default };
}

function typeOf(schema: JsonSchema): string {
  const { type, enum: choices, items } = schema;
  if (Array.isArray(choices)) return "one of a list";
  if (type === "array") return isSchema(items) ? `list of ${typeOf(items)}` : "list";
  if (type === "integer") return "whole number";
  if (type === "string") return "text";
  if (typeof type === "string") return type;
  return takesText(schema) ? "text or JSON" : "JSON";
}
