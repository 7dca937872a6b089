/** What an answer must be, in the two forms there are: a library's schema, and JSON Schema. */
import type { JsonSchema } from "@millrace/protocol";
import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import type { InputSchema } from "./options.js";

const yesOrNo: JsonSchema = { type: "boolean" };

export function isStandardSchema(schema: unknown): schema is StandardSchemaV1 {
  const isHolder = (typeof schema === "object" && schema !== null) || typeof schema === "function";
  return isHolder && "~standard" in schema;
}

/** What can be said of the answers to people and their tools; everything is allowed where nothing is known. */
export function jsonSchemaOf(schema: InputSchema | undefined): JsonSchema {
  if (schema === undefined) return yesOrNo;
  if (!isStandardSchema(schema)) return { ...schema };
  const { jsonSchema } = schema["~standard"] as Partial<StandardJSONSchemaV1.Props>;
  try {
    const { $schema: _, ...told } = jsonSchema?.input({ target: "draft-2020-12" }) ?? {};
    return told;
  } catch {
    // What JSON Schema has no words for, the schema itself will still check.
    return {};
  }
}

/** @returns the value as the schema makes it, or what is wrong with it */
export async function accepted(
  schema: InputSchema | undefined,
  value: unknown,
): Promise<{ value: unknown } | { problem: string }> {
  if (!isStandardSchema(schema)) return { value };
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return { value: result.value };
  const problem = result.issues
    .map(({ message, path = [] }) => [spelled(path), message].filter(Boolean).join(": "))
    .join("; ");
  return { problem: problem || "the schema refuses it" };
}

function spelled(path: readonly (PropertyKey | StandardSchemaV1.PathSegment)[]): string {
  return path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
}
