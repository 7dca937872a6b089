import type { RunEvent } from "@millrace/protocol";
import { expect, test } from "vitest";
import { linesOf, plain, span } from "../../client/src/run-text.js";
import { ours } from "../syntaxes/tokens.js";

const at = { seq: 1, run: "r", time: new Date(2026, 0, 1, 9, 5, 7, 40).getTime() };
const names = new Map([["r", "daily #abc"]]);

test.each<[event: RunEvent, lines: string[]]>([
  [
    { ...at, type: "run-started", flow: "daily", file: "/d.ts", params: { city: "Oslo" } },
    ['09:05:07.040  daily #abc  Running  {"city":"Oslo"}'],
  ],
  [
    { ...at, type: "log", level: "warn", message: "first\nsecond" },
    ["09:05:07.040  daily #abc  warn  first", "    second"],
  ],
  [
    {
      ...at,
      type: "task-state",
      task: "r.1",
      name: "load",
      state: { type: "FAILED", name: "Failed" },
      attempt: 1,
      upstream: [],
      error: {
        name: "TypeError",
        message: "no rows",
        stack: [{ function: "load", file: "/srv/d.ts", line: 3, column: 7 }],
      },
    },
    ["09:05:07.040  load  Failed", "    TypeError: no rows", "    at load (/srv/d.ts:3:7)"],
  ],
  [
    {
      ...at,
      type: "run-finished",
      state: { type: "FAILED", name: "TimedOut", message: "after 2 s" },
      duration: 2_000,
      counts: {},
    },
    ["09:05:07.040  daily #abc  Timed out  after 2 s  in 2.0 s"],
  ],
])("%#: an event as lines of the log language", (event, lines) => {
  expect(linesOf(event, names)).toEqual(lines);
});

test("the log language knows its own lines", async () => {
  const event: RunEvent = { ...at, type: "log", level: "error", message: "it broke" };
  expect(await ours("log.millrace", linesOf(event, names)[0] ?? "")).toContain(
    "error -> token.error-token.level",
  );
});

test.each([
  ["\u001b[31mred\u001b[0m", "red"],
  ["a\u202eb", "a\ufffdb"],
  ["bell\u0007", "bell\ufffd"],
  ["<img onerror=x>", "<img onerror=x>"],
])("%j is shown as %j", (text, shown) => expect(plain(text)).toBe(shown));

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [1_000, "1.0 s"],
  [59_940, "59.9 s"],
  [185_000, "3 m 05 s"],
])("%d ms is %s", (milliseconds, text) => expect(span(milliseconds)).toBe(text));
