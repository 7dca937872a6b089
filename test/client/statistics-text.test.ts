import type { Statistics } from "@millrace/protocol";
import { expect, test } from "vitest";
import { inBrief, inFull, median } from "../../client/src/history/statistics-text.js";

const known = (some: Partial<Statistics>): Statistics => ({
  last: { run: "r", state: { type: "FAILED", name: "Failed" }, started: 0, failedTask: "load" },
  recent: { runs: 20, completed: 19 },
  durations: [3_000, 1_000, 1_200],
  ...some,
});

test("in brief: how often it completes and how long it takes", () => {
  expect(inBrief(known({}))).toBe("95 % · 1.2 s");
  expect(inBrief(known({ durations: [], recent: { runs: 1, completed: 0 } }))).toBe("0 %");
});

test("in full: the last run as well", () => {
  expect(inFull(known({}))).toEqual([
    "19 of the last 20 runs completed (95 %)",
    "Median duration 1.2 s",
    "Last run: Failed at load",
  ]);
});

test.each([
  [[], undefined],
  [[5], 5],
  [[9, 1], 5],
  [[9, 1, 2], 2],
])("median of %o is %s", (values, middle) => expect(median(values)).toBe(middle));
