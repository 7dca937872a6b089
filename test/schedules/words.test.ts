/** Rules in words: all that a rule says is said, and nothing else. */
import { ruleProblem, spokenRule } from "@millrace/schedules";
import { expect, test } from "vitest";

test.each([
  ["FREQ=DAILY", "every day at 00:00"],
  ["FREQ=DAILY;BYHOUR=6;BYMINUTE=30", "every day at 06:30"],
  ["FREQ=DAILY;BYHOUR=6;BYMINUTE=0;BYSECOND=5", "every day at 06:00:05"],
  ["FREQ=DAILY;BYHOUR=18,6;BYMINUTE=0,30", "every day at 06:00, 06:30, 18:00 and 18:30"],
  [
    "FREQ=DAILY;BYHOUR=6,7,8,9;BYMINUTE=0,30",
    "every day in the hours 6, 7, 8 and 9 at minutes 0 and 30",
  ],
  ["FREQ=DAILY;BYMONTH=12;BYDAY=MO", "every day in December on Monday at 00:00"],
  ["DTSTART:20260101T063000\nRRULE:FREQ=DAILY", "every day at 06:30"],
  ["DTSTART:20260101T063000\nRRULE:FREQ=DAILY;BYHOUR=7", "every day at 07:30"],
  // In summer, or in another zone, it is another time of day.
  ["DTSTART:20260101T063000Z\nRRULE:FREQ=DAILY", "every day"],
  ["DTSTART:20260101T063000Z\nRRULE:FREQ=WEEKLY", "every week"],
  // The start is a Wednesday.
  ["FREQ=WEEKLY", "every week on Wednesday at 00:00"],
  ["FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=6", "every week on Monday, Wednesday and Friday at 06:00"],
  ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "every 2 weeks on weekdays at 00:00"],
  ["FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU", "every 2 weeks from Sunday on Sunday at 00:00"],
  ["FREQ=WEEKLY;BYDAY=SU;WKST=SU", "every week on Sunday at 00:00"],
  ["FREQ=MONTHLY", "every month on the 1st at 00:00"],
  ["FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day of the month at 00:00"],
  [
    "FREQ=MONTHLY;BYMONTHDAY=1,15,-1;BYHOUR=6",
    "every month on the 1st, 15th and last day of the month at 06:00",
  ],
  ["FREQ=MONTHLY;BYMONTHDAY=2,3,11,22", "every month on the 2nd, 3rd, 11th and 22nd at 00:00"],
  ["FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=18", "every month on the last Friday at 18:00"],
  [
    "FREQ=MONTHLY;BYDAY=+2TU,-2MO",
    "every month on the 2nd Tuesday and the 2nd last Monday at 00:00",
  ],
  ["FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "every month on the 13th if that is Friday at 00:00"],
  [
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "every month on weekdays at 00:00, only the last of each month",
  ],
  ["FREQ=YEARLY", "every year in January on the 1st at 00:00"],
  ["FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1", "every year in January and July on the 1st at 00:00"],
  ["FREQ=YEARLY;BYDAY=1MO", "every year on the 1st Monday of the year at 00:00"],
  ["FREQ=YEARLY;BYMONTH=5;BYDAY=1MO", "every year in May on the 1st Monday at 00:00"],
  [
    "FREQ=YEARLY;BYWEEKNO=20,-1;BYDAY=MO",
    "every year in week 20 and the last week of the year on Monday at 00:00",
  ],
  ["FREQ=YEARLY;BYYEARDAY=100,-1", "every year on the 100th and last day of the year at 00:00"],
  ["FREQ=YEARLY;BYEASTER=-2", "every year 2 days before Easter at 00:00"],
  ["FREQ=HOURLY;INTERVAL=2", "every 2 hours"],
  ["FREQ=HOURLY;BYMINUTE=15", "every hour at minute 15"],
  ["FREQ=HOURLY;BYHOUR=9,10;BYMINUTE=0,30", "every hour in the hours 9 and 10 at minutes 0 and 30"],
  ["DTSTART:20260101T061500\nRRULE:FREQ=HOURLY", "every hour at minute 15"],
  ["FREQ=MINUTELY;INTERVAL=15;BYHOUR=9", "every 15 minutes in the hour 9"],
  ["FREQ=SECONDLY;INTERVAL=30", "every 30 seconds"],
  ["FREQ=DAILY;COUNT=10", "every day at 00:00, 10 times"],
  ["FREQ=DAILY;COUNT=1", "every day at 00:00, once"],
  ["FREQ=DAILY;UNTIL=20261231", "every day at 00:00, until 2026-12-31"],
  ["FREQ=DAILY;UNTIL=20261231T060000", "every day at 00:00, until 2026-12-31 06:00"],
  ["FREQ=DAILY;UNTIL=20261231T000000Z", "every day at 00:00, until 2026-12-31 00:00 UTC"],
  [
    "RRULE:FREQ=DAILY;BYHOUR=6\nRRULE:FREQ=MONTHLY;BYHOUR=7\nEXDATE:20260101T060000",
    "every day at 06:00, and every month on the 1st at 07:00, but not on a given date",
  ],
  ["RDATE:20260101T000000Z,20260201T000000Z", "on 2 given dates"],
])("%j: %s", (rule, words) => {
  expect(ruleProblem(rule)).toBeUndefined();
  expect(spokenRule(rule)).toBe(words);
});
