import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { datesOf, nextSlots } from "../../runtime/src/schedules/dates.js";
import { nextDates, type Timing } from "../../server/src/schedules/dates.js";
import { ruleProblem } from "../../server/src/schedules/rule-text.js";

// The server has its own reckoning, for the workspace may have another version of the runtime. Both
// have to give the same dates.
const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];
const YEAR = 366 * 86_400_000;

function same(timing: Timing, now: Date): void {
  const ours = nextDates(timing, now, 5).map((date) => date.toISOString());
  const theirs = nextSlots(datesOf(timing), now.getTime(), 5).map((slot) =>
    new Date(slot).toISOString(),
  );
  expect(ours).toEqual(theirs);
}

const zone = fc.constantFrom(...ZONES);
const moment = fc
  .integer({ min: 0, max: YEAR / 1000 })
  .map((seconds) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000));
const list = (min: number, max: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 });
const days = fc.uniqueArray(fc.constantFrom("MO", "TU", "WE", "TH", "FR", "SA", "SU"), {
  minLength: 1,
  maxLength: 3,
});
const rule = fc
  .tuple(
    fc.constantFrom("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
    fc.option(fc.integer({ min: 1, max: 4 })),
    fc.option(days),
    fc.option(list(0, 23)),
    fc.option(list(0, 59)),
    fc.option(list(1, 28)),
  )
  .map(([frequency, interval, weekdays, hours, minutes, monthDays]) =>
    [
      `FREQ=${frequency}`,
      ...(interval ? [`INTERVAL=${interval}`] : []),
      ...(weekdays && frequency !== "YEARLY" ? [`BYDAY=${weekdays.join(",")}`] : []),
      ...(hours ? [`BYHOUR=${hours.join(",")}`] : []),
      ...(minutes ? [`BYMINUTE=${minutes.join(",")}`] : []),
      ...(monthDays && !weekdays ? [`BYMONTHDAY=${monthDays.join(",")}`] : []),
      "BYSECOND=0",
    ].join(";"),
  );
const cron = fc
  .tuple(
    fc.constantFrom("0", "*/15", "30", "5-20/5", "15,45"),
    fc.constantFrom("2", "*", "1-3", "*/6", "2,4"),
    fc.constantFrom("*", "1", "L"),
    fc.constantFrom("*", "MON-FRI", "0"),
  )
  .map(([minute, hour, day, weekday]) => `${minute} ${hour} ${day} * ${weekday}`);

describe("the next five dates are those of the runtime", () => {
  test("of rules", () => {
    fc.assert(
      fc.property(rule, zone, moment, (rrule, timezone, now) => {
        expect(ruleProblem(rrule)).toBeUndefined();
        // A rule that never comes keeps the library busy for ever.
        fc.pre(nextDates({ rrule, timezone }, now, 1).length > 0);
        same({ rrule, timezone }, now);
      }),
      { numRuns: 60 },
    );
  });

  test("of cron expressions", () => {
    fc.assert(
      fc.property(cron, zone, moment, (text, timezone, now) => same({ cron: text, timezone }, now)),
      { numRuns: 60 },
    );
  });

  test("of intervals", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), moment, moment, (seconds, anchor, now) =>
        same({ every: seconds * 1000, anchor: anchor.getTime() }, now),
      ),
    );
  });

  test.each([
    // Clocks are put forward, and back, that night.
    ["FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0", "Europe/Berlin", "2026-03-28T00:00:00Z"],
    ["FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0", "Europe/Berlin", "2026-10-24T00:00:00Z"],
    ["FREQ=HOURLY;BYMINUTE=15;BYSECOND=0", "America/New_York", "2026-11-01T04:00:00Z"],
    ["FREQ=HOURLY;BYMINUTE=15;BYSECOND=0", "Australia/Lord_Howe", "2026-04-04T12:00:00Z"],
    ["FREQ=SECONDLY;INTERVAL=7", "UTC", "2026-11-23T15:00:00Z"],
    [
      "DTSTART:20260101T050000Z\nRRULE:FREQ=DAILY;COUNT=400",
      "Europe/Berlin",
      "2026-10-24T00:00:00Z",
    ],
    [
      "RRULE:FREQ=DAILY;UNTIL=20260603T000000Z\nEXDATE:20260602T000000",
      "UTC",
      "2026-06-01T00:00:00Z",
    ],
    ["RDATE:20261201T060000,20261202T060000", "Asia/Kolkata", "2026-11-23T15:00:00Z"],
  ])("%s in %s", (rrule, timezone, now) => {
    same({ rrule, timezone }, new Date(now));
  });
});

test.each([
  ["FREQ=HOURLY;INTERVAL=4;BYHOUR=1", 0],
  ["FREQ=HOURLY;INTERVAL=4;BYHOUR=8", 2],
  ["FREQ=HOURLY;INTERVAL=5;BYHOUR=1", 2],
  ["FREQ=MINUTELY;INTERVAL=60;BYMINUTE=30", 0],
  ["FREQ=MINUTELY;INTERVAL=7;BYHOUR=6;BYMINUTE=30", 2],
  ["FREQ=SECONDLY;INTERVAL=2;BYSECOND=1", 0],
  ["FREQ=SECONDLY;INTERVAL=10;BYMINUTE=5;BYSECOND=30", 2],
  ["FREQ=HOURLY;INTERVAL=6;BYMINUTE=45;BYSECOND=10", 2],
])("%s has its next dates, or none at all, without looking for ever", (rrule, count) => {
  const now = new Date("2026-11-23T15:00:00Z");
  expect(nextDates({ rrule, timezone: "UTC" }, now, 2)).toHaveLength(count);
  if (count > 0) same({ rrule, timezone: "UTC" }, now);
});

test("a rule is refused for the part that is wrong", () => {
  const text = "DTSTART:20260101T060000\nRRULE:FREQ=DAILY;BYHOUR=6,24";
  const problem = ruleProblem(text);
  expect(text.slice(problem?.start, problem?.end)).toBe("BYHOUR=6,24");
  expect(problem?.message).toContain("24");
  expect(ruleProblem("DTSTART:2026\nRRULE:FREQ=DAILY")?.message).toContain("no date");
  expect(ruleProblem("SUMMARY:party")?.message).toContain("SUMMARY");
});
