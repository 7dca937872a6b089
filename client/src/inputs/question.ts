/** Which requests for input a plain question can ask, and what typed text answers. Pure. */
import type { JsonSchema } from "@millrace/protocol";

export type Question =
  | { kind: "choice"; options: { label: string; value: unknown }[] }
  | { kind: "text"; schema: JsonSchema; value: string }
  | { kind: "number"; schema: JsonSchema; value: string };

/** Undefined where the answer has more than one part: that needs a form. */
export function questionOf(schema: JsonSchema): Question | undefined {
  if (Array.isArray(schema.enum)) return choiceOf(schema.enum);
  if ("const" in schema) return choiceOf([schema.const]);
  const value = schema.default === undefined ? "" : String(schema.default);
  switch (schema.type) {
    case "boolean":
      return {
        kind: "choice",
        options: [
          { label: "Yes", value: true },
          { label: "No", value: false },
        ],
      };
    case "string":
      return { kind: "text", schema, value };
    case "number":
    case "integer":
      return { kind: "number", schema, value };
    default:
      return undefined;
  }
}

export type Answer = { value: unknown } | { problem: string };

/** What typed text answers, or what is wrong with it. */
export function answerOf(question: Exclude<Question, { kind: "choice" }>, typed: string): Answer {
  return question.kind === "number"
    ? numberOf(question.schema, typed)
    : textOf(question.schema, typed);
}

function choiceOf(values: unknown[]): Question {
  const label = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return { kind: "choice", options: values.map((value) => ({ label: label(value), value })) };
}

function numberOf(schema: JsonSchema, typed: string): Answer {
  const value = Number(typed);
  if (typed.trim() === "" || !Number.isFinite(value)) return { problem: "A number is expected." };
  if (schema.type === "integer" && !Number.isInteger(value)) {
    return { problem: "A whole number is expected." };
  }
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
  if (minimum !== undefined && value < minimum) return { problem: `At least ${minimum}.` };
  if (maximum !== undefined && value > maximum) return { problem: `At most ${maximum}.` };
  return { value };
}

/** The rest of what a schema may demand is checked where the answer is taken. */
function textOf(schema: JsonSchema, typed: string): Answer {
  const { minLength, maxLength } = schema as { minLength?: number; maxLength?: number };
  if (minLength !== undefined && typed.length < minLength) {
    return { problem: `At least ${minLength} characters.` };
  }
  if (maxLength !== undefined && typed.length > maxLength) {
    return { problem: `At most ${maxLength} characters.` };
  }
  return { value: typed };
}
