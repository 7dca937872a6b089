import { type Schema, Validator } from "@cfworker/json-schema";
import type { JsonSchema } from "@millrace/protocol";
import { wantedBy } from "./answer-text.js";

/** What is wrong with an answer, for a person; undefined where the schema takes it. */
export function refusalOf(schema: JsonSchema, value: unknown): string | undefined {
  let result: ReturnType<Validator["validate"]>;
  try {
    result = new Validator(schema as Schema, "2020-12", false).validate(value);
  } catch (error) {
    return `its schema cannot be used: ${(error as Error).message}`;
  }
  if (result.valid) return undefined;
  // Nobody types a boolean.
  if (schema.type === "boolean" && typeof value !== "boolean") return `give ${wantedBy(schema)}`;
  // A part that is wrong makes the whole wrong: only the innermost are news.
  const all = result.errors;
  const innermost = all.filter(
    ({ instanceLocation: at }) => !all.some((other) => other.instanceLocation.startsWith(`${at}/`)),
  );
  const lines = innermost.map(({ instanceLocation, error }) => {
    const path = instanceLocation.replace(/^#\/?/, "").replaceAll("/", ".");
    const text = error
      .replace(/^Instance type "(.+)" is invalid\. Expected "(.+)"\.$/, "expected $2, got $1")
      .replace(/^Instance/, "it")
      .replace(/\.$/, "");
    return path === "" ? text : `${path}: ${text}`;
  });
  return [...new Set(lines)].join("; ");
}
