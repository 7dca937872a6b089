import type { Row } from "../support/patterns.js";

/** Functions: P65..P78 of analysis.md. */
export const rows: Row[] = [
  {
    id: "P65",
    before: "async function prep(u: any){const a=await A(u); return a.x}",
    params: "u: any",
    body: "await B(await prep(u))",
    graph: ["A B", "A -> B [.x]", "u -> A"],
  },
  {
    id: "P66",
    before: 'import { prep } from "./helper.js"; import ext from "left-pad";',
    files: {
      "helper.ts":
        'import { fetchIt } from "./tasks";\nexport async function prep(u: any){const a=await fetchIt(u); return a.x}',
      "tasks.ts":
        'import { task } from "millrace"; export const fetchIt = task(async (u: any) => u);',
    },
    body: "const x=await prep(1); await B(ext(x))",
    graph: ["fetchIt B", "fetchIt -> B [.x] ~"],
  },
  {
    id: "P67",
    before: "const prep=async(u: any)=>{await A(u)}",
    body: "await prep(1); await prep(2)",
    graph: ["A1 A2", "A1 .> A2"],
  },
  {
    id: "P68",
    before:
      "async function walk(n: any): Promise<any> { const r=await A(n); if(r.next) return walk(r.next); return r }",
    params: "n: any",
    body: "await B(await walk(n))",
    graph: ["A+ B", "A -> A [.next] ?^", "A -> B", "n -> A ?"],
  },
  {
    id: "P69",
    before: "function both(){ return [A(),B()] } function one(){ return A() }",
    body: "await Promise.all(both()); await C(one())",
    graph: ["A1 B A2 C", "A1 .> A2", "A2 -> C", "B .> A2"],
  },
  {
    id: "P70",
    before:
      'import { retrying } from "some-lib"; async function withLock(f: any){ await K(); return f() }',
    body: "const a=await withLock(()=>A()); await B(a); const c=await retrying(()=>C()); await D(c)",
    graph: ["K A B C? D", "A -> B", "B .> C", "C -> D ~", "K .> A"],
  },
  {
    id: "P71",
    body: "let x: any; const f=async()=>{x=await A()}; await f(); await B(x)",
    graph: ["A B", "A -> B"],
  },
  {
    id: "P72",
    body: "const f=async()=>{await A()}; await B()",
    graph: ["B"],
  },
  {
    id: "P73",
    body: "await (async()=>{await A()})(); const o={get v(){return B()}}; await o.v; const d=async(x=A())=>x; await d(); ",
    forms: ["wrapper"],
    graph: ["A1 B A2", "A1 .> B", "B .> A2"],
  },
  {
    id: "P74",
    before: "const run=<T>(t: any,x: any)=>t(x);",
    body: "await run(A,1); await run(B,2)",
    graph: ["A B", "A .> B"],
  },
  {
    id: "P75",
    before: "async function fill(o: any){ o.v=await A() }",
    body: "const o: any={}; await fill(o); await B(o.v)",
    graph: ["A B", "A -> B"],
  },
  {
    id: "P76",
    params: "k: string",
    body: "const f={a:A(),b:D()}; await C(await f.a); const m=new Map(); m.set('a',A()); m.set('b',B()); await F(m.get('a')); await K(m.get(k))",
    graph: [
      "A1 D C A2 B F K",
      "A1 -> C",
      "A2 -> F",
      "A2 -> K ?",
      "B -> K ?",
      "C .> A2",
      "C .> B",
      "F .> K",
    ],
  },
  {
    id: "P77",
    before: "async function* gen(xs: any[]){ for(const x of xs) yield await A(x) }",
    params: "xs: any[]",
    body: "for await(const r of gen(xs)) await B(r)",
    graph: ["loop1{A*} loop2{B*}", "A -> B", "A .> A ^", "B .> B ^", "xs -> A [[*]]"],
  },
  {
    id: "P78",
    body: "await using r=await A(); await B(r)",
    graph: ["A B", "A -> B"],
  },
];
