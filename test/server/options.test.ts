import { expect, test } from "vitest";
import type { Alert } from "../../runtime/src/alerts/options.js";
import type { Config, RetentionSetting } from "../../runtime/src/api/config.js";
import type { CallOptions, FlowOptions, TaskOptions } from "../../runtime/src/engine/options.js";
import type { Files } from "../../runtime/src/files/options.js";
import type { Limit } from "../../runtime/src/limits/options.js";
import type { Schedule } from "../../runtime/src/schedules/options.js";
import { NESTED } from "../../server/src/diagnostics/nested-options.js";
import { optionDocs } from "../../server/src/features/options/catalogue.js";
import {
  alertOptions,
  filesOptions,
  limitOptions,
} from "../../server/src/features/options/resource-options.js";
import { scheduleOptions } from "../../server/src/features/options/schedule-options.js";

// The server never loads the runtime. The compiler holds these lists against its types, the test
// holds the server's documentation against the lists.
const common = {
  name: 0,
  description: 0,
  version: 0,
  retries: 0,
  retryDelay: 0,
  timeout: 0,
  concurrency: 0,
  onRunning: 0,
  onCompletion: 0,
  onFailure: 0,
  onRetry: 0,
};
const task: Record<keyof TaskOptions, number> = {
  ...common,
  tags: 0,
  retryIf: 0,
  cache: 0,
  files: 0,
  optional: 0,
  runName: 0,
  runIn: 0,
};
const call: Record<keyof CallOptions, number> = { ...task, waitFor: 0 };
const flow: Record<keyof FlowOptions, number> = {
  ...common,
  maxTasks: 0,
  params: 0,
  logPrints: 0,
  schedule: 0,
  schedules: 0,
  alerts: 0,
  onCancellation: 0,
  onCrashed: 0,
};
const limit: Record<keyof Limit, number> = { name: 0, limit: 0, rate: 0, per: 0 };
const files: Record<keyof Files, number> = { inputs: 0, outputs: 0, cwd: 0 };
const alert: Record<keyof Alert, number> = {
  on: 0,
  longerThan: 0,
  to: 0,
  runs: 0,
  atMost: 0,
  retries: 0,
};
const config: Record<keyof Config, number> = { alerts: 0, limits: 0, workers: 0, retention: 0 };
const retention: Record<keyof RetentionSetting, number> = { olderThan: 0, keep: 0, unusedFor: 0 };
type Keys<T> = T extends unknown ? keyof T : never;
const schedule: Record<Keys<Schedule>, number> = {
  cron: 0,
  timezone: 0,
  every: 0,
  anchor: 0,
  rrule: 0,
  name: 0,
  parameters: 0,
  active: 0,
  catchUp: 0,
  overlap: 0,
};

test("every option of the runtime is documented, and no other", () => {
  const names = (docs: readonly { name: string }[]) => docs.map(({ name }) => name).sort();
  expect(names(optionDocs("task", "definition"))).toEqual(Object.keys(task).sort());
  expect(names(optionDocs("task", "with"))).toEqual(Object.keys(call).sort());
  expect(names(optionDocs("flow", "definition"))).toEqual(Object.keys(flow).sort());
  expect(names(optionDocs("config", "definition"))).toEqual(Object.keys(config).sort());
  const { inner = [] } =
    optionDocs("config", "definition").find(({ name }) => name === "retention") ?? {};
  expect(names(inner)).toEqual(Object.keys(retention).sort());
  const checked = NESTED.config.retention?.([]).options ?? {};
  expect(Object.keys(checked).sort()).toEqual(Object.keys(retention).sort());
  expect(names(limitOptions)).toEqual(Object.keys(limit).sort());
  expect(names(filesOptions)).toEqual(Object.keys(files).sort());
  expect(names(alertOptions)).toEqual(Object.keys(alert).sort());
  expect(names(scheduleOptions)).toEqual(Object.keys(schedule).sort());
});
