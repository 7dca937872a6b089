import { describe, expect, test } from "vitest";
import { defineConfig } from "../../runtime/src/api/config.js";
import { checkOptions } from "../../runtime/src/engine/check-options.js";
import { isSecretAddress, isSecretHeader } from "../../server/src/diagnostics/alert-channels.js";
import { secondsOf } from "../../server/src/diagnostics/durations.js";
import { type ChooseRules, NESTED } from "../../server/src/diagnostics/nested-options.js";
import { OPTIONS } from "../../server/src/diagnostics/options-table.js";

const accepted = (what: keyof typeof OPTIONS, options: object): boolean => {
  try {
    if (what === "config") defineConfig(options);
    else checkOptions(what, options);
    return true;
  } catch {
    return false;
  }
};

type Kind = keyof typeof OPTIONS;

/** What the editor says of a value, that of the objects in it included. */
function editorAccepts(kind: Kind, name: string, value: unknown): boolean {
  if (!OPTIONS[kind][name]?.accepts({ kind: "value", value })) return false;
  return objectsAccepted(value, NESTED[kind][name]);
}

function objectsAccepted(value: unknown, rulesFor: ChooseRules | undefined): boolean {
  const objects = [value].flat().filter((one) => typeof one === "object" && one !== null);
  return objects.every((object) => {
    const names = Object.keys(object as object);
    const rules = rulesFor?.(names);
    if (!rules) return true;
    const isGood = ([key, inner]: [string, unknown]) =>
      rules.options[key]?.accepts({ kind: "value", value: inner }) === true &&
      objectsAccepted(inner, rules.nested?.[key]) &&
      // That one is told by a rule of its own, MR506.
      !(["webhook", "smtp"].includes(key) && isSecretAddress(inner)) &&
      !(key === "headers" && Object.entries(inner as object).some((one) => isSecretHeader(...one)));
    return !rules.whole?.(names) && Object.entries(object as object).every(isGood);
  });
}

const VALUES = [
  -1,
  0,
  0.5,
  3,
  "",
  " ",
  "x",
  "10",
  "10s",
  "5 minutes",
  "-1s",
  "1.5h",
  true,
  false,
  null,
  [],
  [1],
  [-1],
  ["a"],
  ["1s", 2],
  [1, "x"],
  {},
  { key: "k" },
  { key: "" },
  { expires: "1d", refresh: true },
  { expires: -1 },
  { refresh: 1 },
  // Limits.
  { name: "db" },
  { name: "db", limit: 4 },
  { name: "api", rate: 10, per: "1s" },
  { name: "api", per: "1s" },
  { name: "api", rate: 10, per: 0 },
  { name: "db", limit: 0 },
  { name: " ", limit: 1 },
  { limit: 4 },
  { name: "db", limits: 4 },
  ["db", { name: "api", rate: 1 }],
  ["db", { name: "db", limit: 1 }],
  ["db", 2],
  // Configuration.
  { db: 4, api: { rate: 10, per: "1s" } },
  { db: 0 },
  { db: {} },
  { db: "4" },
  { api: { per: "1s" } },
  { api: { rate: 1, per: 0 } },
  { olderThan: "90d", keep: 1000 },
  { olderThan: 0 },
  { keep: 0.5 },
  { older: "90d" },
  // Files.
  { inputs: "data/*.csv" },
  { inputs: ["a", { glob: "b", optional: true }], outputs: "out", cwd: "x" },
  { inputs: "" },
  { inputs: ["!a"] },
  { inputs: [{ glob: "a", optional: false }] },
  { cwd: "data" },
  { outputs: "a", cwd: "" },
  { outputs: 3 },
  { files: "a" },
  // Schedules, alone and as a list.
  ...[
    { cron: "0 6 * * *" },
    { cron: "0 6 * * *", timezone: "Europe/Berlin", catchUp: "last", overlap: "skip" },
    { cron: "0 6 * * *", every: "1h" },
    { cron: "0 6 * * *", anchor: "2026-01-01" },
    { cron: "" },
    { every: "1h", anchor: "2026-01-01T00:00:00Z", active: false },
    { every: "1h", timezone: "UTC" },
    { every: 0.5 },
    { every: "1h", anchor: "tomorrow" },
    { rrule: "FREQ=DAILY", name: "daily", parameters: { a: 1 } },
    { rrule: "FREQ=DAILY", params: { a: 1 } },
    { rrule: "FREQ=DAILY", parameters: [] },
    { rrule: "FREQ=DAILY", catchUp: "some" },
    { rrule: "FREQ=DAILY", overlap: true },
    { timezone: "UTC" },
  ].flatMap((schedule) => [schedule, [schedule]]),
  // Alerts.
  ...[
    { on: "failure", to: { desktop: true } },
    { on: ["failure", "crash"], to: [{ desktop: true }], retries: 2 },
    { longerThan: "5m", to: { desktop: true }, atMost: { count: 1, per: "1h" } },
    { on: "failures", to: { desktop: true } },
    { to: { desktop: true } },
    { on: "crash" },
    { on: "crash", to: [] },
    { on: "crash", to: { desktop: true }, atMost: 3 },
    { longerThan: 0, to: { desktop: true } },
    { on: "crash", to: { desktop: true }, retry: 1 },
    { on: "crash", to: { desktop: true }, runs: "all" },
    { on: "crash", to: { desktop: true }, runs: "some" },
    ...[
      { desktop: false },
      {},
      { slack: "x" },
      { webhook: "https://example.com/hook" },
      { webhook: "https://example.com/hook", template: "slack", headers: { "x-from": "us" } },
      { webhook: "https://example.com/hook", template: "slak" },
      { webhook: "https://example.com/hook", templat: "slack" },
      { webhook: "https://example.com/hook", headers: { "x-api-key": "k" } },
      { webhook: "https://example.com/hook", headers: { "x-n": 3 } },
      { webhook: "https://example.com/hook", headers: [] },
      { webhook: "https://example.com/hook", headers: { "x-auth": "a", author: "us" } },
      { webhook: "https://example.com/hook", headers: { author: "us" } },
      { webhook: "https://example.com/hook", headers: { "x-from": "Bearer a" } },
      { webhook: "https://example.com/hook/2026" },
      { webhook: "https://example.com/hooks/k3jd8f" },
      { webhook: "https://example.com/a/0b8de1a4-7d4c-4a51-9b11-8d2f4e1c9a10" },
      { webhook: "https://hooks.zapier.com/a" },
      { webhook: "https://example.com/hook?key=k" },
      { webhook: "https://hooks.slack.com/services/T/B/x" },
      { webhook: "ftp://example.com" },
      { webhook: "" },
      { webhook: 3 },
      { webhook: "https://example.com/hook", desktop: true },
      { command: ["notify", "-u"] },
      { command: [] },
      { command: "notify" },
      { command: ["notify", 1] },
      { mail: { smtp: "smtp://mail.example.com", from: "a@b.c", to: ["d@e.f"] } },
      { mail: { smtp: "smtp://u:p@mail.example.com", from: "a@b.c", to: "d@e.f" } },
      { mail: { smtp: "http://mail.example.com", from: "a@b.c", to: "d@e.f" } },
      { mail: { smtp: "smtp://mail.example.com", from: "a", to: "d@e.f" } },
      { mail: { smtp: "smtp://mail.example.com", from: "a@b.c", to: [] } },
      { mail: { smtp: "smtp://mail.example.com", from: "a@b.c" } },
      { mail: { smtp: "smtp://mail.example.com", from: "a@b.c", to: "d@e.f", cc: "g@h.i" } },
      { mail: "a@b.c" },
    ].map((to) => ({ on: "crash", to })),
  ].map((alert) => [alert]),
];

/** The table of the editor and the checks of the runtime say the same of every option and value. */
for (const kind of ["task", "flow", "call", "config"] as const) {
  describe(kind, () => {
    for (const [name, rule] of Object.entries(OPTIONS[kind])) {
      test(name, () => {
        expect(accepted(kind, { [name]: undefined })).toBe(true);
        const fn = () => "x";
        if (name !== "params")
          expect(rule.accepts({ kind: "function" })).toBe(accepted(kind, { [name]: fn }));
        for (const value of VALUES) {
          // What is in a list of futures is no literal; MR112 looks at it.
          if (name === "waitFor" && Array.isArray(value)) continue;
          expect([value, editorAccepts(kind, name, value)]).toEqual([
            value,
            accepted(kind, { [name]: value }),
          ]);
        }
      });
    }

    test("what the runtime does not know, the table does not either", () => {
      for (const name of ["retrys", "retry", "cron"]) {
        expect(Object.hasOwn(OPTIONS[kind], name)).toBe(false);
        expect(accepted(kind, { [name]: undefined })).toBe(false);
      }
    });
  });
}

test("durations are read as the runtime reads them", () => {
  expect(secondsOf("500ms")).toBe(0.5);
  expect(secondsOf("2 days")).toBe(172_800);
  expect(secondsOf("10")).toBeUndefined();
  expect(secondsOf("-1s")).toBeUndefined();
  expect(secondsOf("soon")).toBeUndefined();
});
