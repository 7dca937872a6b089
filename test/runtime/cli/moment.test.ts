import { describe, expect, test } from "vitest";
import { moment } from "../../../runtime/src/cli/moment.js";

const read = (text: string, end: "first" | "last" = "first", zone = "Europe/Berlin") =>
  new Date(moment("--from", text, zone, end)).toISOString();

test.each<[text: string, moment: string]>([
  ["2026-01-31", "2026-01-30T23:00:00.000Z"],
  ["2024-02-29", "2024-02-28T23:00:00.000Z"],
  ["2026-07-01T06:00", "2026-07-01T04:00:00.000Z"],
  ["2026-07-01 06:00:30", "2026-07-01T04:00:30.000Z"],
  ["2026-07-01T06:00Z", "2026-07-01T06:00:00.000Z"],
  ["2026-07-01T06:00:00.250z", "2026-07-01T06:00:00.250Z"],
  ["2026-07-01T06:00+0530", "2026-07-01T00:30:00.000Z"],
  // As `millrace schedules` prints it.
  ["2026-07-01 06:00:00 -03:00", "2026-07-01T09:00:00.000Z"],
])("%s", (text, expected) => {
  expect(read(text)).toBe(expected);
});

test("a day alone that is the end is all of that day, however long it is", () => {
  expect(read("2026-03-29", "last")).toBe("2026-03-29T21:59:59.999Z");
  expect(read("2026-10-25", "last")).toBe("2026-10-25T22:59:59.999Z");
});

describe("what is no date is refused, not rolled over", () => {
  test.each([
    "2026-02-30",
    "2026-02-29",
    "2026-04-31T06:00",
    "2026-13-01",
    "2026-00-10",
    "2026-01",
    "2026-1-5",
    "2026-01-05T25:00",
    "2026-01-05T06",
    "2026-01-05T06:00+99:00",
    "26-01-05",
    "2026-01-05x",
    "yesterday",
    "",
  ])("%j", (text) => {
    expect(() => read(text)).toThrow(
      `--from: expected a date such as 2026-01-31 or 2026-01-31T06:00, got "${text}"`,
    );
  });
});
