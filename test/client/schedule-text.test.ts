import type { ScheduleOverview } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import {
  dateIn,
  dayIn,
  scheduleInBrief,
  scheduleInFull,
  timingInWords,
  until,
} from "../../client/src/schedules/schedule-text.js";

const NOW = Date.UTC(2026, 0, 5, 12);
const HOUR = 3_600_000;

const schedule = (some: Partial<ScheduleOverview>): ScheduleOverview => ({
  flow: "report",
  flowKey: "a.ts:report",
  exportName: "report",
  file: "/w/a.ts",
  line: 3,
  schedule: "weekdays",
  text: "0 6 * * 1-5 America/Los_Angeles",
  timezone: "America/Los_Angeles",
  active: true,
  paused: false,
  next: [NOW + 2 * HOUR, NOW + 26 * HOUR],
  ...some,
});

test.each<[Partial<ScheduleOverview>, string]>([
  [{}, "At 06:00, Monday through Friday"],
  [{ text: "*/5 * * * * Etc/UTC", timezone: "Etc/UTC" }, "Every 5 minutes"],
  // What has no words is shown as it is written, without the zone that stands beside its dates.
  [
    { text: "FREQ=MONTHLY;BYDAY=-1FR Europe/Paris", timezone: "Europe/Paris" },
    "FREQ=MONTHLY;BYDAY=-1FR",
  ],
])("timing %o in words: %s", (some, words) => {
  expect(timingInWords(schedule(some))).toBe(words);
});

test("an interval has no zone and is said as it is written", () => {
  const { timezone: _, ...rest } = schedule({ text: "every 15m" });
  expect(timingInWords(rest)).toBe("every 15m");
});

test.each([
  [-1, "now"],
  [0, "now"],
  [900, "in 1 s"],
  [59_000, "in 59 s"],
  [5 * 60_000, "in 5 m"],
  [3 * HOUR, "in 3 h"],
  [47 * HOUR, "in 47 h"],
  [72 * HOUR, "in 3 d"],
])("%d ms from now is %s", (left, text) => expect(until(NOW + left, NOW)).toBe(text));

describe("in brief", () => {
  test.each<[Partial<ScheduleOverview>, string]>([
    [{}, "in 2 h · At 06:00, Monday through Friday"],
    [{ next: [NOW - 1, NOW + HOUR] }, "in 1 h · At 06:00, Monday through Friday"],
    [{ next: [] }, "no next date · At 06:00, Monday through Friday"],
    [{ paused: true }, "paused · At 06:00, Monday through Friday"],
    [
      { active: false, paused: true, next: [] },
      "off in the source · At 06:00, Monday through Friday",
    ],
  ])("%o", (some, text) => {
    expect(scheduleInBrief(schedule(some), NOW)).toBe(text);
  });
});

test("in full: the next five dates on the zone's own clock, and what the flow is given", () => {
  const next = Array.from({ length: 20 }, (_, day) => NOW + 2 * HOUR + day * 24 * HOUR);
  const lines = scheduleInFull(schedule({ next, params: { city: "New York" } }), NOW);
  expect(lines).toContain('With `city="New York"`');
  const dates = lines.at(-1)?.split("\n") ?? [];
  expect(dates).toHaveLength(6);
  expect(dates[1]).toMatch(/Mon.* 5 Jan 2026.* 06:00:00/);
});

test.each<[Partial<ScheduleOverview>, string]>([
  [{ flow: "load_*_all*" }, "**load\\_\\*\\_all\\*** (weekdays)"],
  [{ schedule: "![x](https://a.example)" }, "**report** (!\\[x\\](https://a.example))"],
  [{ text: "*/0 * * * *", timezone: "UTC" }, "\\*/0 \\* \\* \\* \\*"],
  [{ params: { "`a": "``" } }, 'With ``` `a="``" ```'],
])("names and values in Markdown are not Markdown: %o", (some, line) => {
  expect(scheduleInFull(schedule(some), NOW)).toContain(line);
});

test("a calendar day is the zone's", () => {
  expect(dayIn("Pacific/Auckland", NOW)).toBe("2026-01-06");
  expect(dayIn("America/Los_Angeles", NOW)).toBe("2026-01-05");
  expect(dateIn("Pacific/Auckland", NOW)).toContain("6 Jan 2026");
});
