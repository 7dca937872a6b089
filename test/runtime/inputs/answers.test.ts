/** Answers as people type them, and what they are told of those that will not do. */
import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { InputRequest, RunEvent } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import { Questions } from "../../../runtime/src/cli/terminal/questions.js";
import { colorsFor, Theme } from "../../../runtime/src/cli/terminal/theme.js";
import { meantBy, wantedBy } from "../../../runtime/src/inputs/answer-text.js";
import { refusalOf } from "../../../runtime/src/inputs/validate.js";

describe("what is meant by what is typed", () => {
  test.each([
    [{ type: "boolean" }, "Yes", true],
    [{ type: "boolean" }, "n", false],
    [{ type: "boolean" }, "perhaps", "perhaps"],
    [{ type: "string" }, "12", "12"],
    [{ type: "integer" }, "12", 12],
    [{ type: "number" }, "1.5e3", 1500],
    [{ enum: ["a", "b"] }, "b", "b"],
    [{ enum: [1, 2] }, "2", 2],
    [{ type: "object" }, '{"a":[1]}', { a: [1] }],
    [{ type: "object" }, "{a}", "{a}"],
    [{}, "text", "text"],
    [{}, "true", true],
  ])("%j %s", (schema, text, value) => {
    expect(meantBy(schema, text)).toEqual(value);
  });

  test("what to type", () => {
    expect(wantedBy({ enum: ["dev", "prod"] })).toBe("one of dev, prod");
    expect(wantedBy({ type: "boolean" })).toBe("yes or no");
    expect(wantedBy({ properties: {} })).toBe("JSON");
  });
});

describe("why an answer is refused", () => {
  test.each([
    [{ type: "boolean" }, true, undefined],
    [{ type: "boolean" }, "perhaps", "give yes or no"],
    [{ type: "integer" }, "x", "expected integer, got string"],
    [
      { type: "object", properties: { n: { type: "number", minimum: 3 } }, required: ["n", "m"] },
      { n: 1 },
      /n: 1 is less than 3/,
    ],
    [{ enum: ["a", "b"] }, "c", /does not match any of \["a","b"\]/],
    [{ type: "array", items: { type: "string" } }, ["a", 1], "1: expected string, got number"],
    [{ $ref: "#/nowhere" }, 1, /its schema cannot be used/],
  ])("%j %j", (schema, value, refusal) => {
    if (refusal instanceof RegExp) expect(refusalOf(schema, value)).toMatch(refusal);
    else expect(refusalOf(schema, value)).toBe(refusal);
  });
});

describe("at a terminal", () => {
  const request = (id: string, schema: object): InputRequest => ({
    ...{ id, run: "r", key: id, prompt: `${id}?`, schema: { ...schema }, asked: 0 },
  });
  const asked = (of: InputRequest): RunEvent => ({
    type: "input-requested",
    seq: 1,
    run: "r",
    time: 0,
    request: of,
  });
  const settled = (id: string): RunEvent => ({
    type: "input-settled",
    seq: 2,
    run: "r",
    time: 0,
    request: id,
    outcome: "answered",
  });

  class Terminal {
    input = new PassThrough();
    output = new PassThrough({ encoding: "utf8" });
    answers: unknown[] = [];
    held = 0;
    left = false;
    text = "";
    questions = new Questions({
      input: this.input,
      output: this.output,
      theme: new Theme(colorsFor(false), {}),
      hold: () => {
        this.held++;
        return () => void this.held--;
      },
      answer: async ({ id }, value) => {
        if (typeof value === "string") return "not that";
        this.answers.push(value);
        this.questions.event(settled(id));
        return undefined;
      },
      interrupt: () => {},
      leave: () => {
        this.left = true;
      },
    });

    constructor() {
      this.output.on("data", (text: string) => {
        this.text += text;
      });
    }

    async shows(text: string): Promise<void> {
      while (!this.text.includes(text)) await once(this.output, "data");
      this.text = this.text.slice(this.text.indexOf(text) + text.length);
    }
  }

  test("one question at a time; a wrong answer is asked for again; the view waits", async () => {
    const terminal = new Terminal();
    terminal.questions.event(asked(request("first", { type: "boolean" })));
    terminal.questions.event(asked(request("second", { type: "number" })));
    await terminal.shows("first? (yes or no)");
    expect(terminal.held).toBe(1);
    terminal.input.write("what\n");
    await terminal.shows("not that");
    await terminal.shows("first?");
    terminal.input.write("y\n");
    await terminal.shows("second? (a number)");
    terminal.input.write("7\n");
    while (terminal.held > 0) await new Promise(setImmediate);
    expect(terminal.answers).toEqual([true, 7]);
  });

  test("Ctrl-D: the view goes on, and it is said how to answer what is still asked", async () => {
    const terminal = new Terminal();
    terminal.questions.event(asked(request("first", { type: "boolean" })));
    terminal.questions.event(asked(request("second", { type: "number" })));
    await terminal.shows("first? (yes or no)");
    terminal.input.write("\x04");
    await terminal.shows("not asked here any more");
    await terminal.shows("millrace runs answer r first VALUE");
    await terminal.shows("millrace runs answer r second VALUE");
    while (terminal.held > 0) await new Promise(setImmediate);
    expect(terminal.left).toBe(true);
    terminal.questions.event(asked(request("third", {})));
    expect(terminal).toMatchObject({ held: 0, answers: [] });
    expect(terminal.text).not.toContain("third");
  });

  test("a question that is answered elsewhere is gone", async () => {
    const terminal = new Terminal();
    terminal.questions.event(asked(request("first", { type: "boolean" })));
    await terminal.shows("first?");
    terminal.questions.event(settled("first"));
    while (terminal.held > 0) await new Promise(setImmediate);
    expect(terminal.answers).toEqual([]);
  });
});
