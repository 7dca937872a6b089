import { cases } from "../support/cases.js";

cases("MR101", [
  {
    top: "export const again = flow(async (n: number): Promise<any> => { await A(n); return «again(n)»; });",
    related: ["again(n)"],
    says: "('again')",
  },
  {
    top: "export const ping: any = flow(async (n: number) => { await «pong(n)»; });\nexport const pong: any = flow(async (n: number) => { await ping(n); });",
    related: ["pong(n)", "ping(n)"],
  },
  {
    top: 'import { other } from "./other";\nexport const first: any = flow(async () => { await «other()»; });',
    files: {
      "other.ts":
        'import { flow } from "millrace";\nimport { first } from "./flow";\nexport const other: any = flow(async () => { await first(); });',
    },
    related: ["other()", "/w/other.ts"],
  },
  // Near misses.
  {
    top: "export const again: any = flow(async (n: number) => { if (n > 0) await again(n - 1); });",
  },
  {
    top: "export const again: any = flow(async (n: number) => { if (n === 0) return; await again(n - 1); });",
  },
  { body: "await S(1); await S(2);" },
]);

cases("MR102", [
  {
    top: "export const walk: any = task(async (n: number) => (n > 0 ? «walk(n - 1)» : 0));\nexport const f = flow(async () => walk(3));",
  },
  { body: "await A(); await A();" },
]);

cases("MR103", [
  {
    body: "let f: any; const self = task(async () => { «await f»; }); f = self(); await f;",
    says: "waits for its own result",
  },
  {
    body: "let a: any; let b: any;\nconst first = task(async () => { «await b»; });\nconst second = task(async () => a.result());\na = first(); b = second(); await a;",
    related: ["await b", "a.result()"],
    says: "'first' waits for 'second' waits for 'first'",
  },
  {
    body: "let a: any; let b: any;\nconst first = task(async () => { «await b»; });\na = first(); b = B.with({ waitFor: [a] })(); await a;",
    related: ["await b", "a"],
  },
  // Near misses.
  { body: "const a = A(); const b = B(a); const c2 = C(b); await c2;" },
  {
    body: "const a = A(); const inner = task(async () => { await a; }); const i = inner(); await i;",
  },
  { body: "let p: any; for (const item of xs) { p = A(p, item); } await p;" },
]);

cases("MR104", [
  {
    top: "export const outer = task(async (n: any) => { const r = await «A(n)»; return r; });\nexport const f = flow(async () => outer(1));",
    says: "'A' runs inside task 'outer'",
  },
  { body: "await A(); await S(1);" },
  {
    top: "export const outer = task(async (n: any) => A.fn(n));\nexport const f = flow(async () => outer(1));",
  },
]);

cases("MR105", [
  { top: "«A(1)»;" },
  { top: "export const early = await «A(1)»;" },
  { top: "export const all = «A.map([1, 2])»;" },
  // Near misses.
  { top: "if (process.argv[2] === 'now') await A(1);" },
  { top: "await S(1);" },
  { top: "export async function run() { await A(1); }" },
]);

cases("MR106", [
  {
    body: "await Promise.all([save(), «load()»]);",
    top: "import { readFile, writeFile } from 'node:fs/promises';\nconst save = task(async () => writeFile('x.csv', ''));\nconst load = task(async () => readFile('x.csv'));",
  },
  {
    body: "const s = count(); const t = «show()»; await s; await t;",
    top: "let total = 0;\nconst count = task(async () => { total = 1; });\nconst show = task(async () => total);",
  },
  // Near misses.
  {
    body: "await save(); await load();",
    top: "import { readFile, writeFile } from 'node:fs/promises';\nconst save = task(async () => writeFile('x.csv', ''));\nconst load = task(async () => readFile('x.csv'));",
  },
  {
    body: "await Promise.all([save(), load()]);",
    top: "import { readFile, writeFile } from 'node:fs/promises';\nconst save = task(async () => writeFile('x.csv', ''));\nconst load = task(async () => readFile('y.csv'));",
  },
]);

cases("MR107", [
  {
    body: "if (false) await «A()»; await B();",
    says: "its condition is always false",
    related: ["false"],
  },
  { body: "await B(); return 1; await «A()»;", says: "always leaves", related: ["return 1;"] },
  { body: "if (c) { throw new Error('x'); } else { return 1; } await «A()»;" },
  // Near misses.
  { body: "if (c) return 1; await A();" },
  { body: "if (c) await A();" },
  { body: "for (const item of xs) { if (item) continue; await A(item); }" },
]);

cases("MR108", [
  { top: "const «lonely» = task(async () => 1);\nexport const f = flow(async () => A(1));" },
  {
    top: "export const used = task(async () => 1);",
    files: {
      "other.ts":
        'import { B, C, D, O, used } from "./flow";\nexport const x = [B, C, D, O, used];',
    },
  },
  { top: "const used = task(async () => 1);\nexport const f = flow(async () => used());" },
  { top: "const used = task(async () => 1);\nexport const table = { used };" },
  {
    top: "class Etl {\n  @task() async «never»() {}\n  @task() async load() {}\n  @flow() async run() { await this.load(); }\n}",
  },
]);

cases("MR109", [
  {
    body: "await «x[y](1)»;",
    top: "declare const y: string;",
    fixed: "await /* @millrace may-call A, B, C",
  },
  { body: "const reg: any = { a: A, b: B }; await reg[x](1);" },
]);

cases("MR110", [
  {
    top: `export const «huge» = flow(async (x: any) => {\n${"  await A(x.a, x.b, x.c, x.d, x.e, x.f);\n".repeat(2500)}});`,
  },
]);

cases("MR111", [
  {
    body: "const a = A(); await B.with({ waitFor: [«a»] })(a);",
    fixed: "B.with({ waitFor: [] })(a)",
  },
  {
    body: "const a = A(); const b = B(); await C.with({ waitFor: [«a», b] })(a);",
    fixed: "waitFor: [b]",
  },
  { body: "const a = A(); await B.with(waitFor(«a»))(a);" },
  // Near misses.
  { body: "const a = A(); await B.with({ waitFor: [a] })(x);" },
  { body: "const a = A(); const b = B(); await C.with({ waitFor: [a] })(b);" },
]);

cases("MR112", [
  {
    body: "const a = await A(); await B.with({ waitFor: [«a»] })();",
    says: "nothing left to wait for",
  },
  { body: "await B.with({ waitFor: [«'a'», A()] })();" },
  { body: "const a = A(); await B.with({ waitFor: «a» })();", says: "in brackets" },
  { body: "const a = await A(); await B.with(waitFor(«a»))();" },
  // Near misses.
  { body: "const a = A(); await B.with({ waitFor: [a] })();" },
  { body: "await B.with({ waitFor: x })();" },
  { body: "const all = A.map(xs); await B.with({ waitFor: all })();" },
  { body: "const a = await A(); await B.with({ waitFor: [a.later] })();" },
  { body: "const ps: any[] = []; ps.push(A()); await B.with({ waitFor: ps })();" },
]);

cases("MR113", [
  { body: "for (const item of xs) await «A(item)»;", fixed: "await A.map(xs);" },
  { body: "for (const item of xs) { await «A(item, x)»; }" },
  // Near misses.
  { body: "for (const item of xs) { await A(item); await B(item); }" },
  { body: "let last: any; for (const item of xs) last = await A(item, last);" },
  { body: "for (const item of xs) await A(item.id);" },
  { body: "for await (const item of x) await A(item);" },
]);

cases("MR114", [
  {
    body: "await A.map([1, 2, 3], «['a', 'b']»);",
    related: ["[1, 2, 3]"],
    says: "lengths 3 and 2",
  },
  { body: "await A.map(xs, «'all'»);", says: "unmapped" },
  { body: "await A.«map»(unmapped(x));" },
  { body: "const names = ['a', 'b']; await A.map([1, 2, 3], «names»);" },
  // Near misses.
  {
    body: "await A.map([1, 2], ['a', 'b']); await A.map(xs, unmapped('all')); await A.map(xs, [1, 2]);",
  },
  { body: "await A.map([1, 2, 3], [...xs, 1]);" },
  { body: "const names = ['a', 'b']; names.push('c'); await A.map([1, 2, 3], names);" },
  { body: "xs.map('a'); await A();" },
]);

cases("MR204", [
  {
    body: "const a = await A();\nconst b = await «B(x)»;\nreturn [a, b];",
    fixed: "const [a, b] = await Promise.all([A(), B(x)]);\nreturn",
  },
  // Near misses.
  { body: "const a = await A(); const b = await B(a); return b;" },
  { body: "const a = await A(); await B(x); return a;" },
  { body: "const a = await A(); console.log(1); const b = await B(x); return [a, b];" },
  { body: "const a = A(); const b = await B(x); return [a, b];" },
]);
