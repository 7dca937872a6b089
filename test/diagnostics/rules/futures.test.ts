// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the cases are source text.
import { cases } from "../support/cases.js";

cases("MR201", [
  { body: "«A()»;", fixed: "\nawait A();", says: "The result of 'A' is neither awaited" },
  { body: "«A.map(xs)»;", fixed: "await A.map(xs);" },
  { body: "«S(x)»; await B()" },
  { body: "c && «A()»; c ? «B()» : await C();" },
  { body: "«A().then((r: any) => B(r))»;", says: "its rejection would end the process" },
  { body: "«A().finally(() => 1)»;" },
  { body: "«Promise.all([A(), B()])»;" },
  { body: "«prep()»;", top: "async function prep() { await A(); }" },
  { body: "xs.forEach((item) => «A(item)»);" },
  { body: "for (const item of xs) «A(item)»;" },
  { body: "const inner = async () => { «A()»; }; await inner();" },
  {
    top: "export const main = flow((x: any) => {\n  «A(x)»;\n  return B();\n});",
    fixed: "flow(async (x: any) => {\n  await A(x);",
  },
  {
    top: "export const outer = task(async () => { «A()»; return 1; });\nexport const f = flow(async () => outer());",
  },
  {
    top: "export class Etl {\n  @task() async load(): Promise<any> {}\n  @flow() async run() { «this.load()»; }\n}",
  },
  // Near misses.
  { body: "await A(); void B(); return C();" },
  { body: "await A().catch(() => 1); A().catch(() => 1);" },
  { body: "O();" },
  { body: "emitter.on('row', (row: any) => A(row));", top: "declare const emitter: any;" },
  { body: "register(() => A());", top: 'import { register } from "elsewhere";' },
  { body: "const register = x.registry(); register(() => A());" },
  {
    body: "«prep()»;",
    top: 'import { prep } from "./prep";',
    files: {
      "prep.ts": 'import { A } from "./flow";\nexport const prep = async () => { await A(); };',
    },
  },
  {
    body: "const list: any[] = []; xs.forEach((item) => list.push(A(item))); await Promise.all(list);",
  },
  { body: "const byName = new Map(); byName.set('a', A()); await byName.get('a');" },
  { body: "allowFailure(A());" },
  { body: "const list: any[] = []; list.push(A()); await Promise.all(list);" },
  { body: "B(A()).then(() => 1, () => 2);" },
  { body: "let p; p = A(); await p;" },
  { body: "xs.map((item) => A(item));" },
  { top: "export const later = (): void => { A(); };" },
  { body: "await Promise.allSettled([A()]); console.log(1);" },
]);

cases("MR202", [
  { body: "const «a» = A(); await B();", fixed: "const a = await A();" },
  { body: "const «list» = Promise.all([A()]); await B();" },
  { body: "let «a» = A(); await B();" },
  { body: "const «a» = A.map(xs);" },
  // Near misses.
  { body: "const a = A(); await B(a);" },
  { body: "const a = await A();" },
  { body: "const _a = A();" },
  { body: "const off = register(() => A());", top: 'import { register } from "elsewhere";' },
  { body: "const o = O();" },
  { body: "const a = A(); return () => a;" },
  { body: "const a = A(); return { a };" },
  { top: "export const top = A;" },
  { body: "await using a = A();" },
]);

cases("MR203", [
  {
    body: "const a = A(); return «a».rows;",
    fixed: "return (await a).rows;",
    says: "reading `.rows`",
  },
  { body: "const a = A(); if («a») await B();", fixed: "if (await a)" },
  { body: "const a = A(); return `${«a»}`;", fixed: "`${await a}`" },
  { body: "return «A()» + 1;", fixed: "return await A() + 1;" },
  { body: "const a = A(); return a > 3 ? 1 : 2;".replace("a > 3", "«a» > 3") },
  { body: "const a = A(); return !«a»;" },
  { body: "const a = A(); for (const row of «a») await B(row);" },
  { body: "const a = A(); await B([...«a»]);" },
  { body: "const { rows } = «A()»;", fixed: "const { rows } = await A();" },
  { body: "const a = A(); return «a» ** 2;", fixed: "(await a) ** 2" },
  { body: "return JSON.stringify(«A()»);" },
  {
    top: "export const main = flow((x: any) => {\n  const a = A();\n  return «a».rows;\n});",
    fixed: "flow(async (x: any) => {",
  },
  // Near misses.
  { body: "const a = A(); return a.get('rows');" },
  { body: "const a = A(); const { id, state } = a; return [id, state, a.id];" },
  { body: "const a = await A(); return a.rows + `${a}`;" },
  { body: "let a; if (c) a = A(); if (a) await a;" },
  { body: "const all = A.map(xs); return all.length;" },
  { body: "const all = A.map(xs); for (const each of all) await each;" },
  { body: "const a = A(); return a === undefined;" },
  { body: "return (await A()).rows;" },
  { body: "return unknownWrapper(() => A()).rows;", top: "declare const unknownWrapper: any;" },
]);

cases("MR205", [
  {
    body: "const «p» = A().then((r: any) => r.x); await B(); await p;",
    related: ["await B()", "p"],
  },
  { body: "const «p» = Promise.all([A(), B()]); await C(); return await p;" },
  { body: "const «p» = prep(); await B(); await p;", top: "async function prep() { await A(); }" },
  // Near misses: a future keeps its failure.
  { body: "const p = A(); await B(); await p;" },
  { body: "const p = A().then((r: any) => r.x); await p; await B();" },
  { body: "const p = Promise.allSettled([A()]); await B(); await p;" },
  { body: "const p = A().catch(() => 1); await B(); await p;" },
  {
    body: "const p = prep(); await B(); await p;",
    top: "async function prep() { try { await A(); } catch (e) { console.log(e); } }",
  },
  { body: "const p = A().then((r: any) => r.x); p.catch(() => 1); await B(); await p;" },
]);

cases("MR207", [
  { body: "await «Promise.race»([A(), B()]);", says: "'A' and 'B'" },
  { body: "await «Promise.race»([A(), new Promise((r) => setTimeout(r, 10))]);" },
  { body: "await «Promise.race»(xs.map((item) => A(item)));" },
  { body: "const a = A(); await «Promise.race»([a, B()]);" },
  // Near misses.
  { body: "await Promise.race([fetch('x'), fetch('y')]);" },
  { body: "await Promise.race([A()]);" },
  { body: "await Promise.any([A(), B()]);" },
]);

cases("MR208", [
  {
    body: "try { return «A()»; } catch (e) { return B(); }",
    fixed: "return await A();",
    related: ["catch"],
  },
  { body: "try { if (c) return «A()»; return 1; } catch { return 2; }" },
  { body: "const a = A(); try { return «a»; } catch { return 2; }" },
  // Near misses.
  { body: "try { return await A(); } catch (e) { return B(); }" },
  { body: "try { return A(); } finally { console.log(1); }" },
  { body: "try { const f = () => { return A(); }; return await f(); } catch { return 1; }" },
  { body: "try { console.log(1); } catch { return A(); }" },
]);

cases("MR209", [
  { body: "try { await A(); } «catch» {}", fixed: "catch (error) {\n  throw error;\n}" },
  { body: "try { await A(); } «catch» (e) {}", fixed: "catch (e) {\n  throw e;\n}" },
  { body: "await A().«catch»(() => {});", fixed: "await allowFailure(A());" },
  { body: "const a = A(); try { await B(); await a; } «catch» {}", says: "'B' and 'A'" },
  // Near misses.
  { body: "try { await A(); } catch { /* best effort */ }" },
  { body: "try { await A(); } catch (e) { console.log(e); }" },
  { body: "try { JSON.parse(x); } catch {}" },
  { body: "await A().catch(() => 1); await A().catch(() => { /* fine */ });" },
]);

cases("MR210", [
  {
    body: "const v = c ? await A() : «B()»; return v.rows;",
    fixed: ": await B();",
    related: ["v"],
  },
  // Near misses.
  { body: "const v = c ? await A() : B(); return C(v);" },
  { body: "const v = c ? A() : B(); return C(v);" },
  { body: "const v = await (c ? A() : B()); return v.rows;" },
  { body: "const v = c ? await A() : 1; return v.rows;" },
]);
