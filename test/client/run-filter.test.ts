import { describe, expect, test } from "vitest";
import {
  filterText,
  queryOf,
  type RunFilter,
  SPANS,
  sinceDate,
} from "../../client/src/history/run-filter.js";

const NOW = Date.UTC(2026, 0, 10);
const DAY = 86_400_000;

test.each<[RunFilter, string, object]>([
  [{}, "", {}],
  [{ flow: "orders" }, "orders", { flow: "orders" }],
  [{ states: ["TimedOut", "Crashed"] }, "Timed out, Crashed", { states: ["TimedOut", "Crashed"] }],
  [{ search: "Oslo", scheduled: true }, "“Oslo” · scheduled", { search: "Oslo", scheduled: true }],
  [{ since: { label: "last 7 days", back: 7 * DAY } }, "last 7 days", { since: NOW - 7 * DAY }],
  [{ since: { label: "since then", at: 5 } }, "since then", { since: 5 }],
])("%o is shown as %j", (filter, text, query) => {
  expect(filterText(filter)).toBe(text);
  expect(queryOf(filter, NOW)).toEqual(query);
});

test("a span moves on with the clock", () => {
  const filter = { since: SPANS[0] as (typeof SPANS)[number] };
  expect(queryOf(filter, NOW + DAY).since).toBe((queryOf(filter, NOW).since ?? 0) + DAY);
});

describe("a date as typed", () => {
  test("a day begins on the clock of this machine", () => {
    expect(sinceDate(" 2026-01-31 ")).toEqual({
      label: "since 2026-01-31",
      at: new Date(2026, 0, 31).getTime(),
    });
  });
  test.each(["", "tomorrow", "31", "2026-13-01", "2026-02-31x"])("%j is none", (text) => {
    expect(sinceDate(text)).toBeUndefined();
  });
});
