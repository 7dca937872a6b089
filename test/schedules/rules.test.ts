/** Rules that the library would read otherwise than it is meant, or look for without end. */
import { cronProblem, datesOf, nextSlots, ruleProblem, slotsBetween } from "@millrace/schedules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const now = Date.UTC(2026, 10, 23, 15);
const next = (rrule: string, count: number) =>
  nextSlots(datesOf({ rrule, timezone: "UTC" }), now, count);

describe("a rule has its next dates, or none at all, without looking for ever", () => {
  test.each([
    ["FREQ=HOURLY;INTERVAL=4;BYHOUR=1", 0],
    ["FREQ=HOURLY;INTERVAL=4;BYHOUR=8", 2],
    ["FREQ=HOURLY;INTERVAL=5;BYHOUR=1", 2],
    ["FREQ=MINUTELY;INTERVAL=60;BYMINUTE=30", 0],
    ["FREQ=MINUTELY;INTERVAL=7;BYHOUR=6;BYMINUTE=30", 2],
    ["FREQ=SECONDLY;INTERVAL=2;BYSECOND=1", 0],
    ["FREQ=SECONDLY;INTERVAL=10;BYMINUTE=5;BYSECOND=30", 2],
    ["FREQ=HOURLY;INTERVAL=6;BYMINUTE=45;BYSECOND=10", 2],
    ["DTSTART:19691229T000000\nRRULE:FREQ=HOURLY;INTERVAL=6;BYHOUR=18", 2],
    // The start is a Wednesday.
    ["FREQ=HOURLY;INTERVAL=168;BYDAY=WE", 2],
    ["FREQ=HOURLY;INTERVAL=168;BYDAY=MO", 0],
    ["FREQ=MINUTELY;INTERVAL=7;BYDAY=MO;BYHOUR=3;BYMINUTE=2", 0],
    ["FREQ=MINUTELY;INTERVAL=7;BYDAY=MO;BYHOUR=3", 2],
    ["FREQ=MINUTELY;BYMONTH=3;BYHOUR=3", 2],
    ["DTSTART:20261123T150000\nRRULE:FREQ=MINUTELY;COUNT=2\nEXDATE:20261123T150100", 0],
    ["DTSTART:20261123T150000\nRRULE:FREQ=MINUTELY;COUNT=3\nEXDATE:20261123T150100", 1],
    ["FREQ=HOURLY;UNTIL=20261123T160000", 1],
    // No day is like that.
    ["FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", 0],
    ["FREQ=SECONDLY;BYYEARDAY=366;BYMONTH=3", 0],
    ["FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31", 0],
    ["FREQ=HOURLY;BYWEEKNO=53;BYDAY=SU", 2],
    // An hour has one such minute, not five.
    ["FREQ=HOURLY;BYSETPOS=5", 0],
    ["FREQ=HOURLY;BYMINUTE=10,20;BYSETPOS=-3", 0],
    ["FREQ=HOURLY;BYMINUTE=10,20;BYSETPOS=-2", 2],
    ["FREQ=DAILY;BYHOUR=6,7;BYMINUTE=0,30;BYSETPOS=4", 2],
    ["FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=6;BYSETPOS=15", 0],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=6;BYSETPOS=-1", 2],
  ])("%s", (rrule, count) => {
    expect(ruleProblem(rrule)).toBeUndefined();
    expect(next(rrule, 2)).toHaveLength(count);
  });

  test("whatever is in it", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(rule, (rrule) => {
        const slots = next(rrule, 3);
        expect([...slots].sort((a, b) => a - b)).toEqual(slots);
        for (const slot of slots) expect(fits(rrule, new Date(slot)), rrule).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

test("a rule of minutes or hours comes in each minute that it names, and in no other", () => {
  const minute = 60_000;
  const days = [now, now + 3 * 24 * 60 * minute] as const;
  fc.assert(
    fc.property(withinDay, ([frequency, interval, lists]) => {
      const rrule = [`FREQ=${frequency};INTERVAL=${interval}`, lists].filter(Boolean).join(";");
      const isDue = (time: number) => {
        const unit = frequency === "HOURLY" ? 60 * minute : minute;
        const repetitions = Math.floor((time - Date.UTC(2020, 0, 1)) / unit);
        const isNamed = lists.includes("BYMINUTE") || time % unit === 0;
        return repetitions % interval === 0 && isNamed && fits(lists, new Date(time));
      };
      const expected: number[] = [];
      for (let time = days[0] + minute; time <= days[1]; time += minute) {
        if (isDue(time)) expected.push(time);
      }
      const dates = datesOf({ rrule, timezone: "UTC" });
      expect([...slotsBetween(dates, ...days)], rrule).toEqual(expected);
      const last = expected.at(-1);
      if (last !== undefined) expect(dates.before(days[1] + 1), rrule).toBe(last);
    }),
    { numRuns: 60 },
  );
});

const list = (min: number, max: number) =>
  fc.option(fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }));
const rule = fc
  .record({
    FREQ: fc.constantFrom("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY"),
    INTERVAL: fc.option(fc.integer({ min: 1, max: 50 })),
    BYDAY: fc.option(fc.subarray(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], { minLength: 1 })),
    BYHOUR: list(0, 23),
    BYMINUTE: list(0, 59),
    BYMONTH: list(1, 12),
  })
  .map(written);

const withinDay = fc.tuple(
  fc.constantFrom("MINUTELY", "HOURLY"),
  fc.integer({ min: 1, max: 40 }),
  fc
    .record({
      BYDAY: fc.option(fc.subarray(["MO", "TU", "WE"], { minLength: 1 })),
      BYHOUR: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 4 })),
      BYMINUTE: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 4 })),
    })
    .map(written),
);

function written(parts: Record<string, unknown>): string {
  return Object.entries(parts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${value}`)
    .join(";");
}

/** Whether a date is as each list of the rule has it. */
function fits(rrule: string, date: Date): boolean {
  const parts = new Map(rrule.split(";").map((part) => part.split("=") as [string, string]));
  const has = (name: string, value: number | string | undefined) =>
    parts.get(name)?.split(",").includes(String(value)) ?? true;
  return (
    has("BYDAY", ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][date.getUTCDay()]) &&
    has("BYHOUR", date.getUTCHours()) &&
    has("BYMINUTE", date.getUTCMinutes()) &&
    has("BYMONTH", date.getUTCMonth() + 1)
  );
}

test.each<[text: string, part: string, says: string]>([
  ["DTSTART:20260101T060000\nRRULE:FREQ=DAILY;BYHOUR=6,24", "BYHOUR=6,24", "24 is not from 0"],
  ["DTSTART:2026\nRRULE:FREQ=DAILY", "2026", "no date"],
  ["SUMMARY:party", "SUMMARY:party", "SUMMARY is no part of a rule"],
  ["FREQ=DAILY;INTERVAL=x", "INTERVAL=x", "INTERVAL=x is not from 1 to 1000000"],
  ["FREQ=DAILY;INTERVAL=0", "INTERVAL=0", "not from 1"],
  ["FREQ=DAILY;BYHOUR=", "BYHOUR=", "has no value"],
  ["FREQ=WEEKLY;BYDAY=MO,XX", "BYDAY=MO,XX", "no list of days"],
  ["FREQ=DAILY;", ";", "nothing follows"],
  ["FREQ=DAILY\nEXRULE:FREQ=WEEKLY", "EXRULE:FREQ=WEEKLY", "EXRULE is no part of a rule"],
  ["FREQ=DAILY;UNTIL=soon", "UNTIL=soon", "no date"],
])("%j is refused for the part that is wrong", (text, part, says) => {
  const problem = ruleProblem(text);
  expect(text.slice(problem?.start, problem?.end)).toBe(part);
  expect(problem?.message).toContain(says);
  expect(() => datesOf({ rrule: text, timezone: "UTC" })).toThrow(says);
});

test.each<[text: string, part: string, says: string]>([
  ["0 25 * * *", "25", "field 2 (hour) is 25"],
  ["61 * * * * *", "61", "field 1 (second) is 61"],
  ["every day", "every day", "it has 2 fields"],
])("%j is refused for the field that is wrong", (text, part, says) => {
  const problem = cronProblem(text);
  expect(text.slice(problem?.start, problem?.end)).toBe(part);
  expect(problem?.message).toContain(says);
});
