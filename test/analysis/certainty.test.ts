import { describe, expect, test } from "vitest";
import { graphOf } from "./support/forms.js";
import { notation } from "./support/notation.js";

interface Row {
  body: string;
  params?: string;
  before?: string;
  /** Nodes only: the first line of the notation. */
  nodes: string;
}

const HELPER = "const h = async () => { await A(); await B(); };";

/** `always` is a promise to the reader; each row is a way to break it. */
const rows: Record<string, Row[]> = {
  "An async function runs to its first await; the rest only if someone waits": [
    { before: HELPER, body: "h(); await C();", nodes: "A B? C" },
    { before: HELPER, body: "await h(); await C();", nodes: "A B C" },
    { before: HELPER, body: "const p = h(); await C(); await p;", nodes: "A B C" },
    { before: HELPER, body: "return h();", nodes: "A B" },
    {
      before: HELPER,
      body: "const p = h(); if (c) return; await p;",
      params: "c: boolean",
      nodes: "A B?",
    },
    { before: HELPER, body: "await Promise.all([h(), C()]);", nodes: "A B C" },
    { before: HELPER, body: "await Promise.race([h(), C()]);", nodes: "A B? C" },
    {
      before: `${HELPER} const outer = async () => { await h(); await D(); };`,
      body: "await outer();",
      nodes: "A B D",
    },
    {
      before: `${HELPER} const outer = async () => { await h(); await D(); };`,
      body: "void outer();",
      nodes: "A B? D?",
    },
    {
      before: `${HELPER} const outer = async () => { h(); await D(); };`,
      body: "await outer();",
      nodes: "A B? D",
    },
    { before: "const h = async () => { await A(); B(); };", body: "await h();", nodes: "A B" },
    {
      before: "const h = async (n: number) => { for (const x of [1, 2]) await A(x); await B(n); };",
      body: "h(1);",
      nodes: "loop{A+} B?",
    },
    {
      before: "const h = async (c: boolean) => { if (c) await A(); await B(); };",
      body: "h(c);",
      params: "c: boolean",
      nodes: "if{A?} B?",
    },
  ],
  "A chain goes on only if someone waits": [
    { body: "A().then(() => B()); await C();", nodes: "A B? C" },
    { body: "await A().then(() => B());", nodes: "A B" },
    { body: "const p = A().then(B); await C(); await p;", nodes: "A B C" },
    { body: "A().finally(() => B());", nodes: "A B?" },
  ],
  "A callback of a list": [
    { body: "[1, 2].forEach(async (x) => { await A(x); await B(x); });", nodes: "map{A+ B*}" },
    {
      body: "await Promise.all([1, 2].map(async (x) => { await A(x); await B(x); }));",
      nodes: "map{A+ B+}",
    },
    {
      body: "const ps = [1, 2].map(async (x) => { await A(x); await B(x); }); await C(); await Promise.all(ps);",
      nodes: "map{A+ B+} C",
    },
  ],
  "A task's own body": [
    {
      before: "const outer = task(async () => { await A(); await B(); });",
      body: "await outer();",
      nodes: "outer{A B}",
    },
    {
      before: "const outer = task(async () => { await A(); await B(); });",
      body: "await outer(); await outer();",
      nodes: "outer1{A1 B1} outer2{A2 B2}",
    },
  ],
  "A generator goes as far as it is asked to": [
    {
      before: "async function* g() { yield await A(); yield await B(); }",
      body: "const it = g(); await C();",
      nodes: "A? B? C",
    },
    {
      before: "async function* g() { yield await A(); yield await B(); }",
      body: "for await (const x of g()) await C(x);",
      nodes: "A B loop{C*}",
    },
    {
      before: "async function* g() { yield await A(); yield await B(); }",
      body: "for await (const x of g()) { await C(x); break; }",
      nodes: "A? B? map{C*}",
    },
  ],
  "What others may have changed decides nothing": [
    {
      before: "let ready = false; export function open() { ready = true; }",
      body: "if (ready) await A(); else await B();",
      nodes: "if{A? B?}",
    },
    {
      before: "const state = { ready: false }; export function open() { state.ready = true; }",
      body: "if (state.ready) await A(); else await B();",
      nodes: "if{A? B?}",
    },
    {
      before: "import ext from 'ext';",
      body: "const o: any = { ready: false }; ext(o); if (o.ready) await A(); else await B();",
      nodes: "if{A? B?}",
    },
    {
      before: "import ext from 'ext';",
      body: "const o: any = {}; ext(o); if (o.ready) await A(); else await B();",
      nodes: "if{A? B?}",
    },
    {
      before: "import ext from 'ext';",
      body: "let ready = false; ext(() => { ready = true; }); if (ready) await A(); else await B();",
      nodes: "if{A? B?}",
    },
    {
      body: "let ready = false; setTimeout(() => { ready = true; }); await A(); if (ready) await B();",
      nodes: "A if{B?}",
    },
    {
      before:
        "class Base { ready = false; } class E9 extends Base { async go() { if (this.ready) await A(); else await B(); } }",
      body: "await new E9().go();",
      nodes: "A! B",
    },
    {
      before:
        "import { Base } from 'ext'; class E9 extends Base { async go() { if ((this as any).ready) await A(); else await B(); } }",
      body: "await new E9().go();",
      nodes: "if{A? B?}",
    },
    { before: "const DEBUG = false;", body: "if (DEBUG) await A();", nodes: "A!" },
  ],
  "What an async function writes is there once it has ended": [
    {
      body: "let ready = false; const h = async () => { await A(); ready = true; }; h(); await C(); if (ready) await B();",
      nodes: "A C if{B?}",
    },
  ],
  "An empty list, a missing value, a switch": [
    { body: "const xs: any[] = []; for (const x of xs) await A(x);", nodes: "loop{A*}" },
    {
      body: "switch (k) { case 1: await A(); break; default: await B(); }",
      params: "k: number",
      nodes: "if{A? B?}",
    },
    {
      body: "outer: for (const x of [1, 2]) { for (const y of [3]) { if (x) continue outer; await A(y); } await B(x); } await C();",
      nodes: "loop1{loop2{A*} B*} C",
    },
    {
      body: "for (const x of [1, 2]) { if (c) break; await A(x); } await B();",
      params: "c: boolean",
      nodes: "loop{A*} B",
    },
    {
      body: "do { await A(); if (c) break; await B(); } while (c); await C();",
      params: "c: boolean",
      nodes: "loop{A+ B*} C",
    },
    { body: "try { await A(); await B(); } catch { return; } await C();", nodes: "try{A B?} C?" },
    {
      body: "try { await A(); } catch { await B(); } finally { await C(); }",
      nodes: "try{A B? C}",
    },
    {
      body: "const f = c ? async () => { await A(); } : null; await f?.(); await B();",
      params: "c: boolean",
      nodes: "A? B",
    },
  ],
};

describe("An edge from what an async function writes", () => {
  const edges = (end: string) =>
    notation(graphOf({ body: `let x: any = 0; const h = async () => { x = await A(); }; ${end}` }));

  test("is certain once someone waited for it", () => {
    expect(edges("await h(); await B(x);")).toEqual(["A B", "A -> B"]);
    expect(edges("const p = h(); await p; await B(x);")).toEqual(["A B", "A -> B"]);
  });

  test("is not before", () => {
    expect(edges("h(); await B(x);")).toEqual(["A B", "A -> B ?"]);
  });
});

test("An element of a list of which only some come from a task need not", () => {
  const body = (add: string) =>
    `let ys = [...xs]; ${add}; for (const y of ys) await B(y); await C(ys);`;
  for (const add of ["ys = ys.concat(await A())", "ys.push(await A())"]) {
    const edges = notation(graphOf({ params: "xs: any[]", before: "", body: body(add) }));
    expect(edges).toContain("A -> C");
    expect(edges.find((each) => each.startsWith("A -> B"))).toContain("?");
  }
});

for (const [title, each] of Object.entries(rows)) {
  describe(title, () => {
    for (const row of each) {
      test(`${row.before ?? ""} | ${row.body}`, () => {
        expect(notation(graphOf(row))[0]).toBe(row.nodes);
      });
    }
  });
}
