import type { InputRequest, JsonSchema } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { answerForm } from "../../webview/src/model/answer.js";
import { byWeight, comparedByNode, delta, formatDelta } from "../../webview/src/model/compared.js";
import { parseField } from "../../webview/src/model/form.js";
import { TaskStore } from "../../webview/src/model/tasks.js";
import { trendOf, trendText } from "../../webview/src/model/trend.js";
import * as samples from "./support/samples.js";

const { state, taskRun } = samples;
const asked = (schema: JsonSchema): InputRequest => samples.request({ key: "approve", schema });

describe("the form of an answer", () => {
  it("takes a yes or no by one press", () => {
    expect(answerForm(asked({ type: "boolean" }))).toEqual({ kind: "confirm" });
  });

  it.each<[string, JsonSchema, string, unknown]>([
    ["a number", { type: "integer", minimum: 1 }, "3", 3],
    ["text", { type: "string" }, "later", "later"],
    ["a choice", { enum: ["now", "later"] }, "1", "later"],
    ["anything else as JSON", { type: "array", items: { type: "string" } }, '["a"]', ["a"]],
    ["what no schema describes, as text", {}, "us", "us"],
    ["an object that says nothing of its members", { type: "object" }, '{"a":1}', { a: 1 }],
  ])("is one field for %s", (_, schema, typed, value) => {
    const form = answerForm(asked(schema));
    if (form.kind !== "fields") throw new Error("a yes or no");
    const [field] = form.fields;
    const parsed = field && parseField(field, typed);
    expect(parsed).toEqual({ ok: true, value });
    expect(form.valueOf({ approve: value })).toEqual(value);
  });

  it("has a field for each member of an object, and says which must be there", () => {
    const form = answerForm(
      asked({
        type: "object",
        required: ["copies"],
        properties: { copies: { type: "integer" }, note: { type: "string", default: "none" } },
      }),
    );
    if (form.kind !== "fields") throw new Error("a yes or no");
    expect(form.fields.map(({ param, kind }) => [param.name, kind, param.required])).toEqual([
      ["copies", "number", true],
      ["note", "text", false],
    ]);
    expect(form.fields[1]?.initial).toBe("none");
    expect(form.valueOf({ copies: 2 })).toEqual({ copies: 2 });
  });
});

describe("two runs side by side", () => {
  const { tasks } = samples.comparison();

  it("places a row at the node it names, else at the one node that bears its name", () => {
    const store = new TaskStore();
    store.upsert([
      taskRun("a", "Completed", { name: "load" }),
      taskRun("b", "Completed", { name: "twice" }),
      taskRun("c", "Completed", { name: "twice" }),
    ]);
    const row = (name: string, node: string) => ({ name, taskKey: name, node });
    const rows = [row("load", "/a.ts:1:1"), row("twice", "/a.ts:2:1"), row("other", "z")];
    const comparison = { ...samples.comparison(), tasks: rows };
    const placed = comparedByNode(comparison, (id) => id === "z", store);
    expect([...placed].map(([node, { name }]) => [node, name])).toEqual([
      ["a", "load"],
      ["z", "other"],
    ]);
  });

  it("tells what took longer, and puts what changed most first", () => {
    expect(tasks.map(delta)).toEqual([-10, 600, 0, 2080, undefined]);
    expect([600, -10, 0].map(formatDelta)).toEqual(["+0.6 s", "−10 ms", "same"]);
    expect(byWeight(tasks).map(({ name }) => name)).toEqual([
      "summarise",
      "send_mail",
      "upload",
      "convert_currency",
      "list_regions",
    ]);
  });
});

describe("the trend", () => {
  const sample = (duration: number | undefined, failed = false) => ({
    run: "r",
    task: "r.1",
    state: state(failed ? "Failed" : "Completed"),
    created: 0,
    ...(duration === undefined ? {} : { duration }),
  });

  it("is told in words", () => {
    const some = [sample(1000), sample(3000, true), sample(undefined), sample(1200)];
    expect(trendText(trendOf(some))).toBe("Median 1.2 s over 4 runs, 1 failed");
    expect(trendText(trendOf([sample(undefined)]))).toBe("Its code ran in none of 1 run");
  });
});
