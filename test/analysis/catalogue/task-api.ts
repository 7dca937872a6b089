import type { Row } from "../support/patterns.js";

/** Task API: P87..P104 of analysis.md. */
export const rows: Row[] = [
  {
    id: "P87",
    body: "const a=await A(); const s=await S(a); await B(s); await S.with({name:'x'})(1)",
    forms: ["wrapper"],
    graph: ["A S1 B S2", "A -> S1 @n", "B .> S2", "S1 -> B"],
  },
  {
    id: "P88",
    body: "const r=await A(); if(r.next) await main(r.next)",
    forms: ["wrapper"],
    graph: ["A if{main?}", "A -> main [.next]", "A -c-> if [.next]"],
  },
  {
    id: "P89",
    before: "const outer = task(async (x: any) => { const b=await B(x); return C(b) });",
    body: "const a=await A(); await outer(a)",
    graph: ["A outer{B C}", "A -> outer", "B -> C"],
  },
  {
    id: "P90",
    body: "const a=A(); const c=C(); await B.with({waitFor:[a]})(c); const wf: any[]=[]; for(const i of [1,2]) wf.push(D(i)); await F.with({waitFor:wf})()",
    graph: ["A C B map{D+} F", "A => B", "B .> D", "C -> B", "D => F"],
  },
  {
    id: "P90b",
    body: "const a=A(); const c=C(); await B.with(waitFor(a,c))(1)",
    graph: ["A C B", "A => B", "C => B"],
  },
  {
    id: "P91",
    body: "await A.with({retries:5})(1); const A5=A.with({retries:7}); await A5(2)",
    graph: ["A1 A2", "A1 .> A2"],
  },
  {
    id: "P92",
    before: "const mk=(n: string)=>task({name:n},async()=>1); const A1=mk('x');",
    body: "await A1()",
    graph: ["x"],
  },
  {
    id: "P93",
    before:
      "import { pipe as unknownPipe } from 'fp'; const mk=(n: string)=>task({name:n},async(u: any)=>u); const pipe=(...fs: any[])=>async(x: any)=>{ let v=x; for(const f of fs) v=await f(v); return v };",
    body: "await mk('x')(1); await pipe(A,B)(1); await unknownPipe(C,D)(1)",
    graph: ["x A B C? D?", "A -> B", "B .> C", "B .> D", "x .> A"],
  },
  {
    id: "P94",
    params: "c: boolean",
    body: "await (c ? A : B)(1); const t = c ? C : D; await t(2)",
    graph: ["A? B? C? D?", "A .> C ?", "A .> D ?", "B .> C ?", "B .> D ?"],
  },
  {
    id: "P95",
    params: "name: string, tasks: any",
    body: "const reg={a:A,b:B}; await reg[name](1); await tasks[name](2)",
    forms: ["wrapper"],
    graph: ["A? B? unknown task", "A .> unknown task ?", "B .> unknown task ?"],
  },
  {
    id: "P95 said",
    params: "name: string, tasks: any",
    body: "await /* @millrace may-call A, B */ tasks[name](1);\n// @millrace may-call C\nconst c = await tasks[name](2); await D(c)",
    forms: ["wrapper"],
    graph: ["A? B? C D", "A .> C ?", "B .> C ?", "C -> D"],
  },
  {
    id: "P96",
    body: "const a=await A(); await B.bind(null,a)(1); await C.call(null,a); await D.apply(null,[a]); await Reflect.apply(F,null,[a])",
    graph: ["A B C D F", "A -> B", "A -> C", "A -> D", "A -> F", "B .> C", "C .> D", "D .> F"],
  },
  {
    id: "P97",
    body: "await A(1).then(B); await A(2).then((r:any)=>C(r.x)); await A(3).finally(()=>D())",
    graph: ["A1 B A2 C A3 D", "A1 -> B", "A2 -> C [.x]", "A3 .> D", "B .> A2", "C .> A3"],
  },
  {
    id: "P98",
    before:
      "function logged(t: any){ return async (...a: any[])=>{ console.log(a); return t(...a) } } const L2=logged(A);",
    params: "x: any",
    body: "await L2(x); const M=logged(B); await M(x)",
    graph: ["A B", "A .> B", "x -> A", "x -> B"],
  },
  {
    id: "P99",
    before: "declare const em: any;",
    body: "em.on('x',()=>A()); setTimeout(()=>B()); await C()",
    graph: ["A? B? C"],
  },
  {
    id: "P99b",
    before: "import { EventEmitter } from 'node:events'; const em = new EventEmitter();",
    body: "em.on('x',(v: any)=>A(v)); em.on('y',()=>B()); const c=await C(); em.emit('x',c.id)",
    graph: ["A? B? C", "C -> A [.id] ?"],
  },
  {
    id: "P100",
    before:
      'import pMap from "p-map"; import pLimit from "p-limit"; import pAll from "p-all"; import _ from "lodash";',
    params: "xs: any[]",
    body: "const r=await pMap(xs,x=>A(x),{concurrency:2}); await B(r); const limit=pLimit(2); await Promise.all(xs.map(x=>limit(()=>C(x)))); await pAll([()=>D(),()=>F()]); await Promise.all(_.map(xs,x=>K(x)))",
    graph: [
      "map1{A*} B map2{C*} D F map3{K*}",
      "A -> B ?",
      "B .> C",
      "B .> D",
      "B .> F",
      "C .> D ?",
      "C .> F ?",
      "D .> K",
      "F .> K",
      "xs -> A [[*]]",
      "xs -> C [[*]]",
      "xs -> K [[*]]",
    ],
  },
  {
    id: "P101",
    before: "A(1); const plain = async () => { await B(); };",
    body: "await C()",
    graph: ["C"],
  },
  {
    id: "P102",
    body: "const a=await A(); const y=(a as any).foo().bar[a]; await B(y); const z = @@; await C()",
    graph: ["A B C", "A -> B ~", "B .> C"],
  },
  {
    id: "P104",
    before: "import ext from 'ext';",
    body: "const a: any={}; const r=ext(a,await A()); await B(r); await C(a)",
    graph: ["A B C", "A -> B ~", "B .> C"],
  },
];
