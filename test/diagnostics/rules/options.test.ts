import { cases } from "../support/cases.js";

/** A task and a flow with these options. */
const task = (options: string, fn = "async (n: any) => n") => ({
  top: `export const T = task({ ${options} }, ${fn});`,
});
const flow = (options: string, fn = "async () => A(1)") => ({
  top: `export const F = flow({ ${options} }, ${fn});`,
});

cases("MR301", [
  { ...task("«retrys»: 3"), fixed: "task({ retries: 3 }", says: "Did you mean 'retries'?" },
  { ...task("«maxTasks»: 3"), says: "It knows name" },
  { ...flow("«cache»: true") },
  { ...flow("«tags»: []") },
  { ...task("cache: { «expire»: '1h' }"), fixed: "{ expires: '1h' }" },
  { body: "await A.with({ «retry»: 3 })(x);", fixed: "A.with({ retries: 3 })" },
  {
    top: "export class Etl {\n  @task({ «timout»: 3 }) async load() {}\n}",
    fixed: "@task({ timeout: 3 })",
  },
  {
    top: 'import { T } from "./tasks";\nexport const f = flow(async () => T.with({ «retry»: 1 })());',
    files: {
      "tasks.ts": 'import { task } from "millrace";\nexport const T = task(async () => 1);',
    },
  },
  // Near misses.
  task("retries: 3, name: 'x', ...extra"),
  flow("maxTasks: 3, schedule: { cron: '0 6 * * *' }"),
  { body: "await A.with({ retries: 1, waitFor: [B()] })(x);" },
  { body: "await A(); return [1, 2].with(0, x); " },
  { top: "const other = { with: (o: any) => o };\nexport const y = other.with({ retry: 1 });" },
]);

cases("MR302", [
  { ...task("retries: «-1»"), says: "a whole number from 0" },
  task("retries: «2.5»"),
  task("retries: «'3'»"),
  task("timeout: «0»"),
  task("timeout: «'soon'»"),
  task("retryDelay: «'10'»"),
  task("retryDelay: «[]»"),
  task("retryDelay: «[1, -1]»"),
  task("name: «''»"),
  task("tags: «'io'»"),
  task("optional: «1»"),
  task("cache: «'key'»"),
  task("cache: { expires: «'later'» }"),
  task("retryIf: «true»"),
  flow("maxTasks: «0»"),
  flow("params: «{}»"),
  flow("timeout: «() => 3»"),
  { body: "await A.with({ retries: «-1» })(x);" },
  // Near misses.
  task("retries: 0, timeout: 0.5, retryDelay: 0, cache: false, tags: [], optional: false"),
  task("retryDelay: ['1s', 2, '5 minutes'], timeout: '500ms', cache: { key: 'k', expires: '1d' }"),
  task("retryDelay: exponential(1), retryIf: (e) => true, cache: (n: any) => String(n)"),
  task("retries: count, timeout: undefined"),
  flow("params: schema, maxTasks: 1"),
]);

cases("MR304", [
  {
    ...task("retries: 2, retryDelay: [1, 2, «3, 4»]"),
    fixed: "retryDelay: [1, 2]",
    says: "the last 2 are",
  },
  { ...task("retries: 1, retryDelay: ['1s', «'2s'»]"), says: "the last one is" },
  { ...task("«retryDelay»: 10"), says: "no second attempt" },
  task("retries: 0, «retryIf»: () => true"),
  // Near misses.
  task("retries: 3, retryDelay: [1, 2]"),
  task("retries: 2, retryDelay: [1, 2]"),
  task("retries: n, retryDelay: [1, 2]"),
  task("retryDelay: 10, ...more"),
  {
    top: "export const T = task({ retryDelay: 10 }, async () => 1);\nexport const f = flow(async () => T.with({ retries: 2 })());",
  },
]);

cases("MR305", [
  {
    top: "export const T = task({ retries: 3, retryDelay: '1m' }, async () => 1);\nexport const f = flow({ «timeout: '2m'» }, async () => T());",
    says: "alone wait 3 min",
    related: ["T()"],
  },
  {
    top: "export const T = task({ retries: 3, retryDelay: [30, 60] }, async () => 1);\nexport const f = flow({ «timeout: 150» }, async () => T());",
  },
  {
    top: "export const T = task(async () => 1);\nexport const f = flow({ «timeout: 10» }, async () => T.with({ retries: 1, retryDelay: 10 })());",
  },
  // Near misses.
  {
    top: "export const T = task({ retries: 3, retryDelay: '1m' }, async () => 1);\nexport const f = flow({ timeout: '5m' }, async () => T());",
  },
  {
    top: "export const T = task({ retries: 3, retryDelay: exponential(60) }, async () => 1);\nexport const f = flow({ timeout: 10 }, async () => T());",
  },
  {
    top: "export const T = task({ retries: 3 }, async () => 1);\nexport const f = flow({ timeout: 10 }, async () => T());",
  },
]);

cases("MR306", [
  {
    top: "export const T = task({ retries: 3 }, async () => 1);\nexport const f = flow({ «retries: 2» }, async () => T());",
    says: "'T' may run 12 times",
  },
  {
    top: "export const T = task({ retries: 3 }, async () => 1);\nexport const f = flow({ retries: 0 }, async () => T());",
  },
  {
    top: "export const T = task(async () => 1);\nexport const f = flow({ retries: 2 }, async () => T());",
  },
]);

cases("MR307", [
  task("retries: 2", "async (n: any) => { await fetch(n, { «method: 'POST'» }); }"),
  task("retries: 2", "async (db: any) => db.query(«'INSERT INTO t VALUES (1)'»)"),
  task("retries: 2", "async (http: any) => http.«post»('/x')"),
  // Near misses.
  task("retries: 2", "async (n: any) => { await fetch(n); }"),
  task("retries: 0", "async (n: any) => { await fetch(n, { method: 'POST' }); }"),
  task(
    "retries: 2",
    "async (n: any) => { await fetch(n, { method: 'POST', headers: { 'Idempotency-Key': n } }); }",
  ),
]);

cases("MR309", [
  { ...task("cache: { «expires: 0» }"), says: "expires at once" },
  { ...task("cache: { «refresh: true» }"), says: "never used" },
  task("cache: { expires: '1h', refresh: false }"),
  { body: "await A.with({ cache: { refresh: true } })(x);" },
]);

cases("MR310", [
  { ...task("onFailure: «'notify'»"), says: "must be a function" },
  flow("onCrashed: «true»"),
  task("onFailure: () => 1, onRetry: notify, onRunning() {}"),
]);

const limited = (name: string, concurrency: string) =>
  `export const ${name} = task({ concurrency: ${concurrency} }, async () => 1);`;

cases("MR308", [
  {
    top: `${limited("one", "{ name: 'db', limit: 4 }")}
${limited("two", "«{ name: 'db', limit: 2 }»")}`,
    says: "2 at a time here and 4 at a time in 'one'",
    related: ["{ name: 'db', limit: 4 }"],
    fixed: 'two = task({ concurrency: "db" }',
  },
  {
    top: `${limited("one", "[{ name: 'api', rate: 10 }, 'db']")}
${limited("two", "['db', «{ name: 'api', rate: 10, per: '1m' }»]")}`,
    says: "10 starts in any 60 s",
  },
  {
    top: limited("one", "«{ name: 'db', limit: 4 }»"),
    files: {
      "other.ts": `import { task } from "millrace";\n${limited("two", "{ name: 'db', limit: 1 }")}`,
    },
    related: ["/w/other.ts"],
  },
  {
    top: limited("one", "«{ name: 'db', limit: 4 }»"),
    files: {
      "millrace.config.ts": `import { defineConfig } from "millrace";
export default defineConfig({ limits: { db: 3, api: { rate: 1 } } });`,
    },
    says: "3 at a time in the configuration",
  },
  {
    body: "await A.with({ concurrency: { name: 'k', limit: 1 } })(x); await B.with({ concurrency: «{ name: 'k', limit: 2 }» })(x);",
  },
  // Near misses.
  {
    top: `${limited("one", "{ name: 'db', limit: 4 }")}
${limited("two", "'db'")}
${limited("three", "{ name: 'db', limit: 4, rate: 2 }")}
${limited("four", "{ name: 'web', limit: 2 }")}
${limited("five", "2")}
${limited("six", "{ name: 'db', limit: SIZE }")}`,
  },
  {
    top: limited("one", "{ name: 'db', limit: 4 }"),
    files: {
      "millrace.config.ts": `import { defineConfig } from "millrace";
export default defineConfig({ limits: { db: 4 } });`,
      "other.ts": `import { task } from "elsewhere";\n${limited("two", "{ name: 'db', limit: 1 }")}`,
    },
  },
]);

cases("MR302", [
  { top: "export const T = task({ concurrency: «0» }, async () => 1);" },
  { top: "export const T = task({ concurrency: «['db', 'db']» }, async () => 1);" },
  {
    top: "export const T = task({ concurrency: «{ limit: 4 }» }, async () => 1);",
    says: "Without a name",
  },
  { top: "export const T = task({ concurrency: { name: 'db', limit: «0.5» } }, async () => 1);" },
  {
    top: "export const T = task({ concurrency: «{ name: 'api', per: '1s' }» }, async () => 1);",
    says: "without 'rate'",
  },
  { top: "export const T = task({ files: «{ cwd: 'data' }» }, async () => 1);", says: "no files" },
  { top: "export const T = task({ files: { inputs: «['!a']» } }, async () => 1);" },
  { top: "export const T = task({ runIn: «'thread'» }, async () => 1);", says: '"worker"' },
  {
    top: "export const F = flow({ schedule: { every: «'500ms'» } }, async () => 1);",
    says: "schedule.every",
  },
  {
    top: "export const F = flow({ schedules: [«{ timezone: 'UTC' }»] }, async () => 1);",
    says: "no times",
  },
  {
    top: "export const F = flow({ schedule: { cron: '0 6 * * *', overlap: «'never'» } }, async () => 1);",
  },
  {
    top: "export const F = flow({ alerts: [«{ on: 'crash' }»] }, async () => 1);",
    says: "goes nowhere",
  },
  // Near misses.
  {
    top: `export const T = task({ concurrency: { name: 'db', limit: SIZE, ...more }, files: { ...more }, runIn: WHERE }, async () => 1);
export const F = flow({ schedule: { ...more }, alerts: [{ ...more }] }, async () => 1);`,
  },
  {
    top: "export const T = task({ files: ({ day }: any) => ({ inputs: day }) }, async (x: any) => x);",
  },
]);

cases("MR301", [
  {
    top: "export const T = task({ concurrency: { name: 'db', «limits»: 4 } }, async () => 1);",
    fixed: "limit: 4",
  },
  {
    top: "export const F = flow({ schedule: { every: '1h', «timezone»: 'UTC' } }, async () => 1);",
    says: "schedule.timezone",
  },
  {
    top: "export const T = task({ files: { «input»: 'a', outputs: 'b' } }, async () => 1);",
    fixed: "inputs: 'a'",
  },
]);

// A task with its type arguments given is the task.
cases("MR301", [
  { body: "await (A<any>).with({ «retrys»: 2 })(x);", fixed: "with({ retries: 2 })" },
]);

const configured = (settings: string) => ({
  top: `import { defineConfig } from "millrace";\nexport default defineConfig({ ${settings} });`,
});

cases("MR301", [
  { ...configured("«limit»: { db: 4 }"), fixed: "limits: { db: 4 }" },
  { ...configured("retention: { keep: 5, «older»: '9d' }"), says: "retention.older" },
  configured("limits: { anything: 4 }, ...more"),
]);

cases("MR302", [
  { ...configured("limits: «{ db: 0 }»"), says: "defineConfig option 'limits'" },
  { ...configured("retention: «{}»"), says: "says nothing" },
  configured("workers: «0.5»"),
  configured("limits: { db: SIZE, api: { rate: 10, per: '1m' } }, retention: { olderThan: '90d' }"),
]);
