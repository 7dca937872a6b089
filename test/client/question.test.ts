import type { JsonSchema } from "@millrace/protocol";
import { expect, test } from "vitest";
import { answerOf, type Question, questionOf } from "../../client/src/inputs/question.js";

const typed = (schema: JsonSchema) => questionOf(schema) as Exclude<Question, { kind: "choice" }>;

test.each<[JsonSchema, unknown]>([
  [{ type: "boolean" }, [true, false]],
  [{ enum: ["low", 2, null] }, ["low", 2, null]],
  [{ type: "string", enum: ["a"] }, ["a"]],
])("%o is a choice of %o", (schema, values) => {
  const question = questionOf(schema);
  expect(question?.kind === "choice" && question.options.map(({ value }) => value)).toEqual(values);
});

test.each<[JsonSchema, string, object]>([
  [{ type: "number" }, "2.5", { value: 2.5 }],
  [{ type: "number" }, " ", { problem: "A number is expected." }],
  [{ type: "number" }, "two", { problem: "A number is expected." }],
  [{ type: "number" }, "Infinity", { problem: "A number is expected." }],
  [{ type: "integer" }, "2.5", { problem: "A whole number is expected." }],
  [{ type: "integer", minimum: 3 }, "2", { problem: "At least 3." }],
  [{ type: "integer", maximum: 3 }, "4", { problem: "At most 3." }],
  [{ type: "string" }, "", { value: "" }],
  [{ type: "string", minLength: 2 }, "a", { problem: "At least 2 characters." }],
  [{ type: "string", maxLength: 2 }, "abc", { problem: "At most 2 characters." }],
])("%o answered with %j: %o", (schema, text, answer) => {
  expect(answerOf(typed(schema), text)).toEqual(answer);
});

test("a default is what the input begins with", () => {
  expect(typed({ type: "integer", default: 7 }).value).toBe("7");
});

test.each<JsonSchema>([{}, { type: "object" }, { type: "array" }, { anyOf: [] }])(
  "%o needs a form",
  (schema) => expect(questionOf(schema)).toBeUndefined(),
);
