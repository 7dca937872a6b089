import type { Param, TaskRun } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { provisionalLayout } from "../../webview/src/layout/provisional.js";
import { parseAnsi, stripAnsi } from "../../webview/src/model/ansi.js";
import { errorMarkdown } from "../../webview/src/model/error-markdown.js";
import { findNodes, matches } from "../../webview/src/model/find.js";
import { fieldOf, parseField } from "../../webview/src/model/form.js";
import {
  formatClock,
  formatDuration,
  middleEllipsis,
  visibleText,
} from "../../webview/src/model/format.js";
import { filterLines } from "../../webview/src/model/log-filter.js";
import { KEPT_LINES, LogStore } from "../../webview/src/model/logs.js";
import { toMermaid } from "../../webview/src/model/mermaid.js";
import { buildScene } from "../../webview/src/model/scene.js";
import type { Session } from "../../webview/src/model/session.js";
import { STATUSES, type Status } from "../../webview/src/model/status.js";
import { toSvg } from "../../webview/src/model/svg.js";
import { isPressed, KEYS } from "../../webview/src/view/keyboard.js";
import { dailyReport, edge, flow, node, range } from "./support/samples.js";

describe("ANSI", () => {
  it.each([
    ["plain", [{ text: "plain", classes: [] }]],
    [
      "\u001b[31mred\u001b[0m.",
      [
        { text: "red", classes: ["ansi-fg-1"] },
        { text: ".", classes: [] },
      ],
    ],
    ["\u001b[1;92mok", [{ text: "ok", classes: ["ansi-fg-10", "ansi-bold"] }]],
    ["\u001b[38;5;196mx", [{ text: "x", classes: ["ansi-fg-9"] }]],
    ["\u001b[48;2;0;0;250mx", [{ text: "x", classes: ["ansi-bg-12"] }]],
    [
      "a\u001b[2K\u001b[1Ab",
      [
        { text: "a", classes: [] },
        { text: "b", classes: [] },
      ],
    ],
    ["\u001b]8;;javascript:alert(1)\u0007link\u001b]8;;\u0007", [{ text: "link", classes: [] }]],
    ["\u001b[31", [{ text: "", classes: [] }].slice(1)],
  ])("%j", (text, spans) => {
    expect(parseAnsi(text)).toEqual(spans);
  });

  it("leaves the text itself", () => {
    expect(stripAnsi("\u001b[1mbold\u001b[22m <b>not</b>")).toBe("bold <b>not</b>");
  });
});

describe("formats", () => {
  it.each([
    [12, "12 ms"],
    [460, "0.5 s"],
    [1830, "1.8 s"],
    [74_000, "01:14"],
    [7_389_000, "2:03:09"],
  ])("%d ms is %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it("keeps a clock's width", () => expect(formatClock(9_000)).toBe("00:09"));

  it("keeps both ends of a name", () => {
    expect(middleEllipsis("extract_orders_from_warehouse", 12)).toBe("extract…ouse");
  });

  it("shows characters that would reorder the line", () => {
    expect(visibleText("safe\u202egnp.exe\u0000")).toBe("safe␣gnp.exe␀");
  });
});

describe("the log store", () => {
  const line = (message: string, level: "info" | "error" = "info") => ({ message, level, time: 1 });

  it("splits lines, filters by level and text, and forgets colours while searching", () => {
    const store = new LogStore();
    store.append([line("one\ntwo"), line("\u001b[31mth\u001b[0mree", "error")], 0);
    expect(filterLines(store.lines, { level: "debug", search: "" })).toHaveLength(3);
    expect(filterLines(store.lines, { level: "error", search: "" })).toHaveLength(1);
    expect(filterLines(store.lines, { level: "debug", search: "THREE" })).toHaveLength(1);
  });

  it("keeps a bounded number and says how many it left out", () => {
    const store = new LogStore();
    for (let i = 0; i < 30; i++)
      store.append(
        Array.from({ length: 1000 }, () => line("x")),
        0,
      );
    expect(store.lines.length).toBeLessThanOrEqual(KEPT_LINES * 1.1);
    expect(store.lines.length + store.dropped).toBe(30_000);
  });
});

describe("find", () => {
  it("matches parts, then letters in order", () => {
    expect(matches("load_daily", "daily")).toBe(true);
    expect(matches("load_daily", "ldly")).toBe(true);
    expect(matches("load_daily", "xyz")).toBe(false);
    const scene = buildScene(dailyReport(), { closed: new Set() });
    const found = findNodes(scene, "refunds", ({ label }) => [label]);
    expect(found.map((index) => scene.nodes[index]?.id)).toEqual([
      "has_refunds",
      "load_refunds",
      "apply_refunds",
    ]);
  });
});

describe("the parameter form", () => {
  const param = (schema: Param["schema"], more: Partial<Param> = {}): Param => ({
    name: "p",
    type: "T",
    required: true,
    schema,
    location: range(1),
    ...more,
  });
  const parse = (p: Param, text: string | boolean) => parseField(fieldOf(p, undefined), text);

  it.each([
    [param({ type: "string" }), "x", { ok: true, value: "x" }],
    [param({ type: "integer" }), "3", { ok: true, value: 3 }],
    [param({ type: "integer" }), "3.5", { ok: false, problem: "3.5 is not a whole number" }],
    [param({ type: "number", minimum: 1 }), "0", { ok: false, problem: "At least 1" }],
    [param({ type: "number" }), "", { ok: false, problem: "p needs a value of type T" }],
    [param({ type: "number" }, { required: false }), "", { ok: true, value: undefined }],
    [param({ type: "boolean" }), true, { ok: true, value: true }],
    [param({ enum: ["a", "b"] }), "1", { ok: true, value: "b" }],
    [param({ anyOf: [{ const: 1 }, { const: 2 }] }), "0", { ok: true, value: 1 }],
    [param({ type: "object", required: ["to"] }), '{"to":1}', { ok: true, value: { to: 1 } }],
    [param({ type: "object", required: ["to"] }), "{}", { ok: false, problem: "Missing: to" }],
    [param({ type: "array" }), "{}", { ok: false, problem: "Expected array, this is object" }],
    [param({}), "us", { ok: true, value: "us" }],
    [param({}), "[1", { ok: true, value: "[1" }],
    [param({}), "3", { ok: true, value: 3 }],
    [param({}), '"3"', { ok: true, value: "3" }],
    [param({ anyOf: [{ type: "string" }, { type: "array" }] }), "us", { ok: true, value: "us" }],
    [param({ type: ["string", "null"] }), "us", { ok: true, value: "us" }],
    [
      param({ type: "string", minLength: 3 }),
      "us",
      { ok: false, problem: "At least 3 characters" },
    ],
  ])("reads %j", (p, text, expected) => {
    expect(parse(p, text)).toEqual(expected);
  });

  it.each([
    { type: "array" },
    { type: ["number", "null"] },
    { anyOf: [{ type: "array" }, { type: "object" }] },
    { properties: { a: {} } },
  ])("wants JSON of %j", (schema) => {
    expect(parse(param(schema), "us")).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/^Not JSON: /),
    });
  });

  it.each([
    [{}, "us"],
    [{}, "3"],
    [{}, 3],
    [{}, ""],
    [{ type: "array" }, ["us"]],
    [{ anyOf: [{ type: "array" }, { type: "null" }] }, null],
  ])("gives back a value of %j as it began: %j", (schema, value) => {
    const field = fieldOf(param(schema), { p: value });
    expect(parseField(field, String(field.initial))).toEqual({ ok: true, value });
  });

  it("starts with the last value, else the default", () => {
    const p = param({ type: "integer" }, { default: 7 });
    expect(fieldOf(p, undefined).initial).toBe("7");
    expect(fieldOf(p, { p: 9 }).initial).toBe("9");
    expect(fieldOf(param({}), { p: "us" }).initial).toBe("us");
    expect(fieldOf(param({}), { p: "3" }).initial).toBe('"3"');
  });

  it("leaves a flag to the code where only the code knows its default", () => {
    const p = param({ type: "boolean" }, { required: false });
    expect(parseField(fieldOf(p, undefined), "")).toEqual({ ok: true, value: undefined });
    expect(parseField(fieldOf(p, undefined), "1")).toEqual({ ok: true, value: false });
    expect(fieldOf(p, { p: true }).initial).toBe("0");
    expect(fieldOf({ ...p, default: false }, undefined).kind).toBe("check");
  });
});

describe("keys", () => {
  const pressed = (event: Partial<KeyboardEvent>) => {
    const typed = { code: "", shiftKey: false, ...event } as KeyboardEvent;
    return KEYS.find((key) => isPressed(key, typed))?.action;
  };

  it.each([
    [{ key: "n" }, "nextFailed"],
    // Caps Lock.
    [{ key: "N" }, "nextFailed"],
    [{ key: "N", shiftKey: true }, undefined],
    [{ key: "F" }, "fit"],
    [{ key: "F", shiftKey: true }, "fitSelection"],
    [{ key: "\u0442", code: "KeyN" }, "nextFailed"],
    [{ key: "Enter" }, "openSource"],
    [{ key: "Enter", shiftKey: true }, "openDefinition"],
    [{ key: "?", shiftKey: true }, "help"],
    [{ key: "/", shiftKey: true }, "find"],
    [{ key: "ArrowUp" }, undefined],
  ] as const)("%j", (event, action) => {
    expect(pressed(event)).toBe(action);
  });
});

describe("exports", () => {
  it("writes an error as Markdown that no message can break out of", () => {
    const session = { details: new Map(), run: { label: "#1", flow: "f" } } as unknown as Session;
    const error = { name: "Error", message: "a\n```\n# not a heading", stack: [] };
    const task = { id: "1", name: "t", attempt: 1, error } as unknown as TaskRun;
    expect(errorMarkdown(session, task)).toContain(
      "\n````\nError: a\n```\n# not a heading\n````\n",
    );
  });

  const nasty = '"]; click n0 "javascript:alert(1)" <script>&\u0001';
  const graph = flow("f", [node("a", { label: nasty }), node("b")], [edge("a", "b")]);
  const scene = buildScene(graph, { closed: new Set() });

  it("writes Mermaid that no name can break out of", () => {
    const text = toMermaid(scene);
    expect(text.split("\n")).toHaveLength(5);
    expect(text).not.toContain("<script>");
    expect(text.match(/"/g)).toHaveLength(4);
  });

  it("nests groups and marks states in Mermaid", () => {
    const text = toMermaid(buildScene(dailyReport(), { closed: new Set() }), () => "success");
    expect(text).toContain("subgraph");
    expect(text).toContain("classDef success");
  });

  it("writes every node into the SVG, escaped, with a legend", () => {
    const colours = Object.fromEntries(STATUSES.map((status) => [status, "#123456"])) as Record<
      Status,
      string
    >;
    const theme = {
      background: "#fff",
      card: "#eee",
      border: "#ccc",
      text: "#000",
      faint: "#555",
      status: colours,
      font: "sans",
    };
    const look = {
      status: "failed" as const,
      counts: new Uint32Array(12),
      total: 1,
      expected: 1,
      times: 1,
      meta: "",
    };
    const text = toSvg(scene, provisionalLayout(scene), () => look, theme, nasty);
    expect(text).not.toContain("<script>");
    expect(text).not.toContain("\u0001");
    expect(text).toContain(">failed</text>");
    expect(text).toContain(">b</text>");
  });
});
