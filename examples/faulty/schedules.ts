// biome-ignore-all lint: each of the marked lines is wrong on purpose.
/** Faults in schedules: found before a night passes without a run. */
import { type FlowOptions, flow, task } from "millrace";

export const report = task(async (day: string) => day);

export const badCron = flow(
  { name: "faulty-cron", schedule: { cron: "0 25 * * *" } } as FlowOptions, // MR303
  async () => report("today"),
);

export const badZone = flow(
  { name: "faulty-zone", schedule: { cron: "0 6 * * *", timezone: "Mars/Olympus" } } as FlowOptions, // MR303
  async () => report("today"),
);

export const needsDay = flow(
  { name: "faulty-needs-day", schedule: { cron: "0 6 * * *" } } as FlowOptions, // MR501
  async (day: string) => report(day),
);

export const wrongType = flow(
  { name: "faulty-wrong-type", schedule: { every: "1h", parameters: { day: 1 } } } as FlowOptions, // MR502
  async (day: string) => report(day),
);

export const slow = flow(
  { name: "faulty-slow", timeout: "2h", schedule: { every: "1h" } } as FlowOptions, // MR503
  async () => report("today"),
);

export const never = flow(
  { name: "faulty-never", schedule: { cron: "0 0 30 2 *" } } as FlowOptions, // MR504
  async () => report("today"),
);

export const frozen = flow(
  {
    name: "faulty-frozen",
    schedule: { every: "1d", parameters: { day: new Date() } }, // MR505
  } as FlowOptions,
  async (day: Date) => report(day.toISOString()),
);

export const fortnightly = flow(
  { name: "faulty-fortnightly", schedule: { rrule: "FREQ=FORTNIGHTLY;BYDAY=MO" } } as FlowOptions, // MR303
  async () => report("today"),
);

export const tooOften = flow(
  { name: "faulty-too-often", schedule: { every: "500ms" } } as FlowOptions, // MR302
  async () => report("today"),
);

export const timeless = flow(
  { name: "faulty-timeless", schedule: { timezone: "UTC" } } as FlowOptions, // MR302
  async () => report("today"),
);

export const over = flow(
  { name: "faulty-over", schedule: { rrule: "FREQ=DAILY;UNTIL=20240101T000000Z" } }, // MR504
  async () => report("today"),
);

export const openSecret = flow(
  {
    name: "faulty-open-secret",
    alerts: [{ on: "failure", to: { webhook: "https://hooks.slack.com/services/T0/B0/x" } }], // MR506
  },
  async () => report("today"),
);
