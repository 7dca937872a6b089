// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the cases are source text.
import { cases } from "../support/cases.js";

const task = (options: string, fn: string) => ({
  top: `export const T = task({ ${options} }, ${fn});`,
});
const fn = (code: string) => ({ top: `export const T = task(${code});` });

cases("MR401", [
  {
    ...task("cache: { key: () => `k-${«Date.now()»}` }", "async (n: any) => n"),
    says: "never hits",
  },
  task("cache: () => «crypto.randomUUID()»", "async (n: any) => n"),
  task("cache: { key: (n: any) => n + «new Date()».toISOString() }", "async (n: any) => n"),
  {
    body: "await T(«Date.now()»);",
    top: "const T = task({ cache: true }, async (n: number) => n);",
  },
  // Near misses.
  task("cache: { key: () => `k-${new Date().toISOString().slice(0, 10)}` }", "async (n: any) => n"),
  task("cache: { key: () => String(Math.floor(Date.now() / 3_600_000)) }", "async (n: any) => n"),
  task("cache: { key: (n: any) => `k-${n}` }", "async (n: any) => n"),
  { body: "await A(Date.now());" },
  {
    body: "await T(Date.now());",
    top: "const T = task({ cache: { key: 'k' } }, async (n: number) => n);",
  },
]);

cases("MR402", [
  { ...task("«cache: true»", "async (n: any) => { await fetch(n); }"), fixed: "cache: false" },
  task("cache: true", "async (n: any) => { if (n) return 1; }"),
  task("cache: true", "async (n: any) => fetch(n)"),
  task("cache: { key: 'migrate' }", "async (n: any) => { await fetch(n); }"),
  task("cache: true", "async (n: any) => { throw new Error('not yet'); }"),
]);

cases("MR403", [
  task("cache: true", "async (n: any): Promise<«() => void»> => n"),
  task("cache: true", "async (n: any) => { return «() => n»; }"),
  { ...task("cache: { key: 'k' }", "async (n: any): Promise<«Socket»> => n"), says: "a Socket" },
  // Near misses.
  task("cache: true", "async (n: any): Promise<Map<string, Date>> => n"),
  task("retries: 1", "async (n: any): Promise<() => void> => n"),
  task("cache: false", "async (n: any) => { return () => n; }"),
]);

cases("MR404", [
  {
    top: "let rows: any;\nexport const load = task(async () => { «rows» = 1; });\nexport const use = task(async () => rows);",
    related: ["rows"],
    says: "'load' leaves 'rows' for 'use'",
  },
  {
    top: "export const f = flow(async () => {\n  let total = 0;\n  const add = task(async (n: number) => { «total» += n; });\n  await add(1);\n  return total;\n});",
  },
  {
    top: "export class Etl {\n  raw: any;\n  @task() async load() { «this.raw» = 1; }\n  @task() async use() { return this.raw; }\n}",
    says: "this.raw",
  },
  // Near misses.
  {
    top: "let client: any;\nexport const a = task(async () => { client ??= {}; return client; });\nexport const b = task(async () => client);",
  },
  {
    top: "let client: any;\nexport const a = task(async () => { if (!client) client = {}; });\nexport const b = task(async () => client);",
  },
  {
    top: "let calls = 0;\nexport const a = task(async () => { calls++; });\nexport const count = () => calls;",
  },
  { top: "export const a = task(async () => { let n = 0; n = 1; return n; });" },
  {
    top: "export const f = flow(async () => {\n  let total = 0;\n  total = await A(1);\n  return A(total);\n});",
  },
]);

cases("MR405", [
  {
    ...fn("async (rows: number[]) => { «rows.push(1)»; return rows; }"),
    says: "changes its input 'rows'",
  },
  fn("async (rows: number[]) => «rows.sort()»"),
  fn("async (o: any) => { «o.a.b = 1»; }"),
  fn("async (o: any) => { «delete o.a»; }"),
  fn("async (o: any) => { «o.n++»; }"),
  // Near misses.
  fn("async (rows: number[]) => rows.toSorted()"),
  fn("async (rows: number[]) => { rows = [...rows]; rows.push(1); return rows; }"),
  fn("async (rows: number[]) => { const copy = [...rows]; copy.push(1); return copy; }"),
  fn("async (queue: any) => { queue.push(1); }"),
  fn("async (...rows: number[]) => { rows.push(1); return rows; }"),
  { top: "export const helper = (rows: number[]) => { rows.push(1); };" },
]);

cases("MR406", [
  { body: "await A(«Date.now()»);" },
  { body: "const at = new Date(); await A(at);".replace("new Date()", "«new Date()»") },
  { body: "await A(x);" },
  { body: "await A(new Date(0));" },
  { top: "export const T = task(async () => Date.now());" },
]);

cases("MR407", [
  { top: "export const f = flow(async («apiKey: string», n = 1) => A(n));" },
  {
    top: "export const f = flow(async (pageToken: string, keyword: string, tokens: number) => A(pageToken));",
  },
]);
