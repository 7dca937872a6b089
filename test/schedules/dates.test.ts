import { datesOf, nextSlots, ruleZone, slotsBetween, type Timing } from "@millrace/schedules";
import { Cron } from "croner";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { systemCron } from "./system-cron.js";

const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];
const year = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)] as const;

const slots = (timing: Timing, from: string, count: number) =>
  nextSlots(datesOf(timing), Date.parse(from), count).map((slot) =>
    new Date(slot).toISOString().replace(":00.000Z", "Z"),
  );

/** Weeks in which some of the zones change their clocks, and one in which none does. */
const weeks = [
  "2026-03-05",
  "2026-03-26",
  "2026-04-02",
  "2026-07-01",
  "2026-10-01",
  "2026-10-22",
  "2026-10-29",
].map((day) => [Date.parse(day), Date.parse(day) + 7 * 86_400_000] as const);

describe("cron, slot by slot on a simulated clock", () => {
  const daily = [
    "30 2 * * *",
    "0 2 * * *",
    "30 1 * * *",
    "0 6 * * 1-5",
    "15 3 1 * *",
    "0 0 * * 0",
    "0 12 13 * 5",
    "45 23 28-31 2,12 *",
    // Several times of a day, some of which are skipped or shown twice.
    "0 1,2,3 * * *",
    "15,45 2 * * *",
    "30 2,4 * * *",
    "30 1-3 * * *",
    "5,35 0-4 * * 0",
  ];
  const often = ["*/30 * * * *", "0 * * * *", "0 */2 * * *", "*/20 2-4 * * *"];

  test.each(zones)("over a year it is what the system's cron runs in %s", (timezone) => {
    for (const cron of daily) {
      const ours = [...slotsBetween(datesOf({ cron, timezone }), year[0] - 1, year[1] - 1)];
      expect(iso(ours), cron).toEqual(iso(systemCron(cron, timezone, ...year)));
    }
  });

  test.each(zones)("what comes often, too, where clocks change in %s", (timezone) => {
    for (const cron of often) {
      for (const [from, to] of weeks) {
        const ours = [...slotsBetween(datesOf({ cron, timezone }), from - 1, to - 1)];
        expect(iso(ours), cron).toEqual(iso(systemCron(cron, timezone, from, to)));
      }
    }
  });

  test.each(zones)("over a year it is what croner itself says in %s", (timezone) => {
    for (const cron of ["30 2 * * *", "0 0 12 L * *", "@weekly", "0 9 * * 1#2"]) {
      const ours = [...slotsBetween(datesOf({ cron, timezone }), year[0], year[1])];
      const theirs = new Cron(cron, { timezone, paused: true })
        .nextRuns(ours.length, new Date(year[0]))
        .map((date) => date.getTime());
      expect(ours).toEqual(theirs);
    }
  });
});

describe("where the clocks change", () => {
  test("a time that is skipped comes when the clocks have been put forward", () => {
    expect(
      slots({ cron: "30 2 * * *", timezone: "Europe/Berlin" }, "2026-03-28T12:00Z", 2),
    ).toEqual(["2026-03-29T01:00Z", "2026-03-30T00:30Z"]);
  });
  test("a time that is shown twice comes once", () => {
    expect(
      slots({ cron: "30 2 * * *", timezone: "Europe/Berlin" }, "2026-10-24T12:00Z", 2),
    ).toEqual(["2026-10-25T00:30Z", "2026-10-26T01:30Z"]);
  });
  test("an interval does not care", () => {
    expect(
      slots(
        { every: 86_400_000, anchor: Date.parse("2026-03-27T06:00:00+01:00") },
        "2026-03-28T00:00Z",
        3,
      ),
    ).toEqual(["2026-03-28T05:00Z", "2026-03-29T05:00Z", "2026-03-30T05:00Z"]);
  });
  test("a rule keeps to the clocks on the wall, and to RFC 5545 where they skip or repeat", () => {
    const rule = (hour: number, timezone: string) => ({
      rrule: `FREQ=DAILY;BYHOUR=${hour};BYMINUTE=30`,
      timezone,
    });
    expect(slots(rule(2, "Europe/Berlin"), "2026-03-28T12:00Z", 2)).toEqual([
      "2026-03-29T01:30Z",
      "2026-03-30T00:30Z",
    ]);
    expect(slots(rule(2, "Europe/Berlin"), "2026-10-24T12:00Z", 2)).toEqual([
      "2026-10-25T00:30Z",
      "2026-10-26T01:30Z",
    ]);
    expect(slots(rule(1, "America/New_York"), "2026-10-31T12:00Z", 2)).toEqual([
      "2026-11-01T05:30Z",
      "2026-11-02T06:30Z",
    ]);
  });
});

describe("rules of RFC 5545", () => {
  test.each<[rule: string, timezone: string | undefined, from: string, expected: string[]]>([
    [
      "FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=6",
      "Europe/Berlin",
      "2026-06-05T12:00Z",
      ["2026-06-08T04:00Z", "2026-06-12T04:00Z"],
    ],
    [
      "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=17",
      "UTC",
      "2026-01-01T00:00Z",
      ["2026-01-30T17:00Z", "2026-02-27T17:00Z"],
    ],
    [
      "DTSTART;TZID=America/New_York:20260105T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2",
      undefined,
      "2026-03-01T00:00Z",
      ["2026-03-02T14:00Z", "2026-03-16T13:00Z"],
    ],
    [
      "DTSTART:20260101T060000Z\nRRULE:FREQ=DAILY;COUNT=2",
      "Asia/Tokyo",
      "2025-12-31T00:00Z",
      ["2026-01-01T06:00Z", "2026-01-02T06:00Z"],
    ],
    [
      "DTSTART:20260101T060000\nRRULE:FREQ=DAILY\nEXDATE:20260102T060000",
      "UTC",
      "2026-01-01T00:00Z",
      ["2026-01-01T06:00Z", "2026-01-03T06:00Z"],
    ],
    [
      "FREQ=MINUTELY;INTERVAL=45",
      "UTC",
      "2026-01-01T00:00Z",
      ["2026-01-01T00:45Z", "2026-01-01T01:30Z"],
    ],
    [
      "RRULE:FREQ=DAILY;UNTIL=20260603T000000Z\nEXDATE:20260602T000000",
      "UTC",
      "2026-05-31T12:00Z",
      ["2026-06-01T00:00Z", "2026-06-03T00:00Z"],
    ],
    [
      "RDATE:20261201T060000,20261202T060000",
      "Asia/Kolkata",
      "2026-11-23T15:00Z",
      ["2026-12-01T00:30Z", "2026-12-02T00:30Z"],
    ],
  ])("%s", (rrule, timezone, from, expected) => {
    expect(slots({ rrule, timezone: ruleZone(rrule, timezone) }, from, 2)).toEqual(expected);
  });

  test("a rule of minutes is as quick years after its start", () => {
    const dates = datesOf({ rrule: "FREQ=SECONDLY;INTERVAL=7", timezone: "UTC" });
    const start = performance.now();
    const next = dates.after(Date.UTC(2030, 0, 1)) ?? 0;
    expect((next - Date.UTC(2020, 0, 1)) % 7_000).toBe(0);
    // From the start it would be walking over 45 million of them.
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

test("before and after agree: the last slot before the next one's next is the next one", () => {
  const timings: Timing[] = [
    { cron: "30 2 * * *", timezone: "Europe/Berlin" },
    { cron: "*/7 * * * *", timezone: "America/New_York" },
    { every: 5_400_000, anchor: 0 },
    { rrule: "FREQ=DAILY;BYHOUR=2;BYMINUTE=30", timezone: "America/New_York" },
    { rrule: "FREQ=HOURLY;INTERVAL=5;BYDAY=MO,WE;BYMINUTE=10,40", timezone: "Asia/Kolkata" },
    { rrule: "FREQ=MINUTELY;INTERVAL=7;BYMONTH=3,4;BYHOUR=3", timezone: "Asia/Kolkata" },
  ];
  const moment = fc.integer({ min: year[0] / 1000, max: year[1] / 1000 });
  fc.assert(
    fc.property(fc.constantFrom(...timings), moment, (timing, second) => {
      const dates = datesOf(timing);
      const next = dates.after(second * 1000) ?? 0;
      expect(next).toBeGreaterThan(second * 1000);
      expect(dates.before(next + 1)).toBe(next);
      expect(dates.before(dates.after(next) ?? 0)).toBe(next);
    }),
    { numRuns: 150 },
  );
});

function iso(times: readonly number[]): string[] {
  return times.map((time) => new Date(time).toISOString());
}
