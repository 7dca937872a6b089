import { expect, test } from "vitest";
import { env } from "../../../runtime/src/alerts/env.js";
import { flow } from "../../../runtime/src/api/flow.js";
import type { FlowOptions } from "../../../runtime/src/engine/options.js";
import { schedulesOf } from "../../../runtime/src/schedules/normal.js";

const refusal = (options: object): string => {
  try {
    flow(options as FlowOptions, async () => {});
    return "accepted";
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
};

test.each<[options: object, says: RegExp]>([
  [{ schedule: "0 6 * * *" }, /`schedule` is '0 6 \* \* \*': give an object such as \{ cron/],
  [{ schedule: {} }, /says no times: give one of \{ cron \}, \{ every \} and \{ rrule \}/],
  [{ schedule: { cron: "0 6 * * *", every: 60 } }, /says its times by cron and every/],
  [
    { schedule: { cron: "61 * * * *" } },
    /`schedule.cron` is '61 \* \* \* \*': field 1 \(minute\) is 61: it goes from 0 to 59\. Write/,
  ],
  [
    { schedule: { cron: "every day" } },
    /`schedule.cron` is 'every day': it has 2 fields, not five \(minute/,
  ],
  [{ schedule: { cron: "0 0 30 2 *" } }, /no day is like that, so it would never run/],
  [{ schedule: { cron: "" } }, /give a string such as "0 6 \* \* \*"/],
  [
    { schedule: { cron: "0 6 * * *", timezone: "Europe/Berlni" } },
    /did you mean "Europe\/Berlin"\?/,
  ],
  [
    { schedule: { cron: "0 6 * * *", timezone: 3 } },
    /`schedule.timezone` is 3: give an IANA time zone/,
  ],
  [
    { schedule: { cron: "0 6 * * *", timezon: "UTC" } },
    /no `timezon` beside `cron`: did you mean `timezone`\?/,
  ],
  [
    { schedule: { every: "1h", timezone: "UTC" } },
    /no `timezone` beside `every`: it knows every, anchor/,
  ],
  [{ schedule: { every: 0.5 } }, /give seconds as a number from 1/],
  [{ schedule: { every: "soon" } }, /`schedule.every` is 'soon'/],
  [{ schedule: { every: "1h", anchor: "noon" } }, /`schedule.anchor` is 'noon': give a Date/],
  [
    { schedule: { rrule: "FREQ=SOMETIMES" } },
    /`schedule.rrule` is 'FREQ=SOMETIMES': SOMETIMES is no frequency/,
  ],
  [{ schedule: { rrule: "FREQ=DAILY;BYHOUR=99" } }, /BYHOUR=99 is not from 0 to 23/],
  [{ schedule: { rrule: "FREQ=DAILY;INTERVAL=x" } }, /INTERVAL=x is not from 1 to 1000000/],
  [{ schedule: { rrule: "FREQ=DAILY;BYDAY=MOO" } }, /MOO is no list of days such as MO,TU/],
  [{ schedule: { rrule: "FREQ=DAILY;UNTIL=June" } }, /June is no date such as 2026/],
  [{ schedule: { rrule: "FREQ=DAILY;BYHUOR=6" } }, /BYHUOR is no part of a rule/],
  [{ schedule: { rrule: "FREQ=HOURLY;INTERVAL=4;BYHOUR=1" } }, /would never run/],
  [{ schedule: { rrule: "FREQ=HOURLY;BYSETPOS=5" } }, /would never run/],
  [{ schedule: { rrule: "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30" } }, /would never run/],
  [{ schedule: { rrule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" } }, /would never run/],
  [
    { schedules: [{ every: 60 }, { every: 60, overlap: "maybe" }] },
    /`schedules\[1\].overlap` is 'maybe': give "allow"/,
  ],
  [
    { schedules: [{ every: 60, catchUp: true }] },
    /`schedules\[0\].catchUp` is true: give "none", "last", "all"/,
  ],
  [{ schedules: [{ every: 60, parameters: [1] }] }, /`schedules\[0\].parameters`/],
  [{ schedules: { every: 60 } }, /`schedules` is .*: give a list/],
  [{ alerts: [{ on: "failure" }] }, /`alerts\[0\]` goes nowhere/],
  [
    { alerts: [{ on: "failing", to: { desktop: true } }] },
    /`alerts\[0\].on` is 'failing': give one of "failure"/,
  ],
  [{ alerts: [{ to: { desktop: true } }] }, /is on nothing: give `on` or `longerThan`/],
  [{ alerts: [{ on: "crash", to: { slack: "x" } }] }, /must be one of \{ webhook \}, \{ mail \}/],
  [{ alerts: [{ on: "crash", to: { command: [] } }] }, /`alerts\[0\].to.command`/],
  [
    { alerts: [{ on: "crash", to: { webhook: "ftp://x" } }] },
    /is not an http address: give one, or env\("WEBHOOK_URL"\)/,
  ],
])("%j is refused when the module loads", (options, says) => {
  expect(refusal(options)).toMatch(says);
});

test.each<[channel: object, secret: string]>([
  [{ webhook: "https://hooks.slack.com/services/T0/B0/verysecret" }, "verysecret"],
  [{ webhook: "https://chat.example.com/hook?token=verysecret" }, "verysecret"],
  [{ webhook: "https://hooks.zapier.com/hooks/catch/123/verysecret/" }, "verysecret"],
  [{ webhook: "https://mattermost.example.com/hooks/verysecret" }, "verysecret"],
  [{ webhook: "https://n8n.example.com/webhook/2f9a61c4-0b7e-4a52-9d7c-3f0e6f1d8a11" }, "2f9a61c4"],
  [{ webhook: "https://chat.example.com/in/k3jd8fh2kd93jf8s7dh2/post" }, "k3jd8fh2kd93"],
  ...["Authorization", "X-Auth", "x-password", "X-Hub-Signature"].map((name): [object, string] => [
    { webhook: "https://x.example.com/", headers: { [name]: "verysecret" } },
    "verysecret",
  ]),
  [{ webhook: "https://x.example.com/", headers: { "X-Who": "Bearer verysecret" } }, "verysecret"],
  [
    { mail: { smtp: "smtp://me:verysecret@mail.example.com", from: "a@b", to: "c@d" } },
    "verysecret",
  ],
])("a secret in the source is refused, and not repeated: %#", (channel, secret) => {
  const said = refusal({ alerts: [{ on: "failure", to: channel }] });
  expect(said).toMatch(/env\("\w+"\)/);
  expect(said).not.toContain(secret);
});

test("what is meant is accepted", () => {
  expect(
    refusal({
      schedule: { cron: "0 6 * * 1-5", timezone: "Europe/Berlin", overlap: "skip" },
      schedules: [
        { every: "10m", anchor: new Date(0) },
        { rrule: "FREQ=DAILY;UNTIL=20200101T000000Z" },
      ],
      alerts: [
        { on: ["failure", "crash"], to: { webhook: env("SLACK_URL"), template: "slack" } },
        {
          on: "crash",
          to: {
            webhook:
              "https://ops.example.com/api/v2/incidents/data-platform-team-2026/from-millrace",
            headers: { "X-Author": "millrace", "X-Team": "data" },
          },
        },
        { longerThan: "10m", to: [{ desktop: true }, { command: ["notify-send", "late"] }] },
        { on: "missed", to: { mail: { smtp: env("SMTP_URL"), from: "a@b", to: ["c@d"] } } },
      ],
    }),
  ).toBe("accepted");
});

test("schedules are told apart by name, else by their times, else by their order", () => {
  const keys = schedulesOf({
    schedule: { cron: "0 6 * * *", timezone: "UTC" },
    schedules: [
      { cron: "0 6 * * *", timezone: "UTC", parameters: { region: "eu" } },
      { name: "hourly", every: "1h" },
      { every: 90 },
    ],
  }).map(({ key }) => key);
  expect(keys).toEqual(["0 6 * * * UTC", "0 6 * * * UTC#2", "hourly", "every 90s"]);
});
