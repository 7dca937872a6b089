import { cases } from "../support/cases.js";

const scheduled = (schedule: string, fn = "async () => A(1)", more = "") => ({
  top: `export const F = flow({ schedule: ${schedule}${more} }, ${fn});`,
});

cases("MR303", [
  { ...scheduled("{ cron: '«61» * * * *' }"), says: "field 1 (minute) is 61" },
  { ...scheduled("{ cron: '0 6 * * «FOO»' }"), says: "day of the week" },
  { ...scheduled("{ cron: '0 30 «25» * * *' }"), says: "hour" },
  { ...scheduled("{ cron: «'0 6 * *'» }"), says: "4 fields, not five" },
  {
    ...scheduled("{ cron: '0 6 * * *', timezone: «'Europe/Berln'» }"),
    says: "no time zone",
    fixed: 'timezone: "Europe/Berlin"',
  },
  { ...scheduled("{ rrule: 'FREQ=DAILY', timezone: «'Moon/Base One'» }"), says: "IANA" },
  scheduled("[{ cron: '0 6 * * *' }, { cron: «'often'» }]"),
  { ...scheduled("{ rrule: '«FREQ=FORTNIGHTLY»;BYDAY=MO' }"), says: "no frequency" },
  { ...scheduled("{ rrule: 'FREQ=DAILY;«BYHOUR=24»' }"), says: "not from 0 to 23" },
  { ...scheduled("{ rrule: 'FREQ=DAILY;«INTERVAL=x»' }"), says: "INTERVAL=x" },
  { ...scheduled("{ rrule: 'FREQ=WEEKLY;«BYDAY=MO,XX»' }"), says: "list of days" },
  { ...scheduled("{ rrule: 'FREQ=DAILY;«UNTIL=2026»' }"), says: "no date" },
  { ...scheduled("{ rrule: 'FREQ=DAILY;«BYDAYS=MO»' }"), says: "no part of a rule" },
  { ...scheduled("{ rrule: 'FREQ=DAILY;«BYDAY»' }"), says: "no value" },
  // Near misses.
  scheduled("{ cron: '0 6 * * MON-FRI', timezone: 'Europe/Berlin' }"),
  scheduled("{ cron: '*/5 * * * * *' }"),
  scheduled("{ cron: '0 0 L * *' }"),
  scheduled("{ cron: '@daily' }"),
  scheduled("{ cron }"),
  scheduled("{ cron: '' }"),
  scheduled(
    "{ rrule: 'DTSTART;TZID=Europe/Berlin:20260101T060000\\nRRULE:FREQ=MONTHLY;BYDAY=-1FR' }",
  ),
  scheduled("{ rrule: 'FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1;BYSETPOS=-1;WKST=SU' }"),
]);

cases("MR501", [
  {
    top: "export const F = flow({ schedule: «{ cron: '0 6 * * *' }» }, async (day: string, n = 1) => A(day, n));",
    related: ["day: string"],
    says: "'day'",
    fixed: "schedule: { cron: '0 6 * * *', parameters: { day: \"\" } }",
  },
  {
    ...scheduled(
      "«{ every: '1h', parameters: { day: 'x' } }»",
      "async (day: string, size: 'S' | 'L', n: number) => A(day, size, n)",
    ),
    fixed: "parameters: { day: 'x', size: \"S\", n: 0 }",
  },
  {
    ...scheduled("«{ rrule: 'FREQ=DAILY', parameters: {} }»", "async (all: boolean) => A(all)"),
    fixed: "{ all: false }",
  },
  scheduled("{ cron: '0 6 * * *', parameters: { day: 'x' } }", "async (day: string) => A(day)"),
  scheduled("{ cron: '0 6 * * *' }", "async (day = 'x', n?: number) => A(day, n)"),
  scheduled("{ cron: '0 6 * * *', ...more }", "async (day: string) => A(day)"),
  scheduled("{ cron: '0 6 * * *', parameters }", "async (day: string) => A(day)"),
]);

cases("MR502", [
  scheduled("{ every: '1h', parameters: { n: «'two'» } }", "async (n: number) => A(n)"),
  {
    ...scheduled("{ every: '1h', parameters: { «m»: 2 } }", "async (n = 1) => A(n)"),
    says: "no parameter 'm'",
  },
  scheduled(
    "{ every: '1h', parameters: { city: «'Rome'» } }",
    "async (city: 'Oslo' | 'Bonn') => A(city)",
  ),
  scheduled(
    "{ every: '1h', parameters: { n: 2, city: 'Oslo', x: { a: 1 } } }",
    "async (n: number, city: 'Oslo' | 'Bonn', x: object) => A(n, city, x)",
  ),
]);

cases("MR503", [
  scheduled("{ «every: '5m'» }", "async () => A(1)", ", timeout: '10m'"),
  scheduled("{ every: '5m', overlap: 'skip' }", "async () => A(1)", ", timeout: '10m'"),
  scheduled("{ every: '5m' }", "async () => A(1)", ", timeout: '1m'"),
]);

cases("MR504", [
  { ...scheduled("{ cron: «'0 0 30 2 *'» }"), says: "No day is like that" },
  { ...scheduled("{ rrule: «'FREQ=DAILY;UNTIL=20240101T000000Z'» }"), says: "has passed" },
  { ...scheduled("{ cron: «'0 0 0 1 1 * 2024'» }"), says: "has passed" },
  scheduled("{ rrule: «'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'» }"),
  // Near misses.
  scheduled("{ cron: '0 0 29 2 *' }"),
  scheduled("{ rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29' }"),
  scheduled("{ rrule: 'FREQ=NEVER' }"),
]);

cases("MR505", [
  {
    ...scheduled(
      "{ every: '1h', parameters: { day: «new Date()» } }",
      "async (day: Date) => A(day)",
    ),
    says: "same 'day'",
  },
  scheduled("{ every: '1h', parameters: { day: new Date(0) } }", "async (day: Date) => A(day)"),
]);

const alerting = (to: string) => ({
  top: `export const F = flow({ alerts: [{ on: 'failure', to: ${to} }] }, async () => A(1));`,
});

cases("MR506", [
  {
    ...alerting("{ webhook: «'https://hooks.slack.com/services/T0/B0/x'» }"),
    fixed: 'webhook: env("WEBHOOK_URL")',
    says: 'env("WEBHOOK_URL")',
  },
  alerting("[{ desktop: true }, { webhook: «'https://example.com/?key=1'» }]"),
  alerting(
    "{ webhook: 'https://example.com', headers: { authorization: «'Bearer x'», accept: '*' } }",
  ),
  {
    ...alerting("{ mail: { smtp: «'smtp://me:pw@example.com'», from: 'a@b.c', to: 'd@e.f' } }"),
    fixed: 'smtp: env("SMTP_URL")',
  },
  // Near misses.
  alerting("{ webhook: env('SLACK_URL'), headers: { authorization: env('TOKEN') } }"),
  alerting("{ webhook: 'https://alerts.example.com/hook' }"),
]);

cases("MR601", [
  {
    top: "export const one = flow({ name: 'etl' }, async () => A(1));\nexport const two = flow({ name: «'etl'» }, async () => A(2));",
    related: ["'etl'"],
  },
  {
    top: "export const one = task({ name: 'load' }, async () => 1);\nexport const two = task({ name: «'load'» }, async () => 2);",
  },
  {
    top: "export const one = flow({ name: «'etl'» }, async () => A(1));",
    files: {
      "other.ts":
        'import { flow } from "millrace";\nexport const f = flow({ name: "etl" }, async () => 1);',
    },
    related: ["/w/other.ts"],
  },
  // Near misses.
  {
    top: "export const t1 = () => flow({ name: 'etl' }, async () => 1);\nexport const t2 = () => { const again = flow({ name: 'etl' }, async () => 2); return again; };\nexport const t3 = () => { const again = flow({ name: 'etl' }, async () => 3); return again; };",
  },
  {
    top: "export const one = flow({ name: 'etl' }, async () => A(1));\nexport const two = task({ name: 'etl' }, async () => 2);",
  },
  {
    top: "export class X {\n  @task() async load() {}\n}\nexport class Y {\n  @task() async load() {}\n}",
  },
]);

cases("MR602", [
  { body: "const B = async (n: any) => n; await «B»(x); await A(x);", related: ["B"] },
  { body: "function B(n: any) { return n; } await A(«B»(x));" },
  // Near misses.
  { body: "const run = (A: any) => A(1); await run(B);" },
  { body: "const B = A; await B(x);" },
  { body: "const B2 = async (n: any) => n; await B2(x); await A(x);" },
]);

cases("MR604", [
  {
    top: "export const T = task({ runName: 'load-{«tabel»}' }, async (table: string) => table);",
    fixed: "'load-{table}'",
  },
  {
    top: "export const T = task({ runName: 'x-{«hub»}' }, async () => 1);",
    says: "there are none",
  },
  // Near misses.
  {
    top: "export const T = task({ runName: 'load-{table.name}-{arg2}' }, async (table: any, { a }: any) => [table, a]);",
  },
  { top: "export const T = task({ runName: `load` }, async (table: string) => table);" },
  { top: "export const T = task({ runName: 'load-{table}' }, imported);" },
]);
