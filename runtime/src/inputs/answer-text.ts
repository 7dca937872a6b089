/** Answers as a person types them, and what they are told to type. */
import type { JsonSchema } from "@millrace/protocol";

const yes = ["yes", "y", "true"];
const no = ["no", "n", "false"];

/**
 * What a person means who types this where an answer of the schema is wanted: a word or number as it
 * stands, anything else as JSON. What is not understood is the text itself; the schema refuses it.
 */
export function meantBy(schema: JsonSchema, text: string): unknown {
  const { type, enum: choices } = schema;
  if (Array.isArray(choices)) {
    const chosen = choices.find((choice) => String(choice) === text.trim());
    if (chosen !== undefined) return chosen;
  }
  if (type === "string") return text;
  const word = text.trim().toLowerCase();
  if (type === "boolean") {
    if (yes.includes(word)) return true;
    if (no.includes(word)) return false;
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `yes or no`, `one of a, b`, `a number`: what to type. */
export function wantedBy({ type, enum: choices }: JsonSchema): string {
  if (Array.isArray(choices)) return `one of ${choices.map(String).join(", ")}`;
  switch (type) {
    case "boolean":
      return "yes or no";
    case "string":
      return "text";
    case "number":
      return "a number";
    case "integer":
      return "a whole number";
    default:
      return "JSON";
  }
}
