import type { Row } from "../support/patterns.js";

/** Branches: P46..P58 of analysis.md. */
export const rows: Row[] = [
  {
    id: "P46",
    params: "c: boolean",
    body: "let x; if(c){x=await A()}else{x=await B()} await C(x)",
    graph: ["if{A? B?} C", "A -> C ?", "B -> C ?", "c -c-> if"],
  },
  {
    id: "P47",
    params: "c: boolean",
    body: "let x=await A(); if(c) x=await B(x); await C(x)",
    graph: ["A if{B?} C", "A -> B", "A -> C ?", "B -> C ?", "c -c-> if"],
  },
  {
    id: "P48",
    body: "if((await K()).ok) await A()",
    graph: ["K if{A?}", "K -c-> if [.ok]"],
  },
  {
    id: "P49",
    params: "c: boolean",
    body: "await (c?A():B()); const a=await D(), d=await F(); await C(c?a:d)",
    graph: [
      "if{A? B?} D F C",
      "A .> D ?",
      "B .> D ?",
      "D -> C ?",
      "D .> F",
      "F -> C ?",
      "c -c-> if",
    ],
  },
  {
    id: "P50",
    params: "c: boolean",
    body: "c && await A(); c || await B()",
    graph: ["if1{A?} if2{B?}", "A .> B ?", "c -c-> if1", "c -c-> if2"],
  },
  {
    id: "P51",
    body: "const x=(await A()) ?? (await B()); await C(x)",
    graph: ["A if{B?} C", "A -> C ?", "A -c-> if", "B -> C ?"],
  },
  {
    id: "P52",
    params: "k: number",
    body: "switch(k){case 1: await A(); case 2: await B()}",
    graph: ["if{A? B?}", "A .> B ?", "k -c-> if"],
  },
  {
    id: "P52b",
    params: "k: number",
    body: "switch(k){case 1: await A(); break; case 2: await B(); break; default: await C()} await D()",
    graph: ["if{A? B? C?} D", "A .> D ?", "B .> D ?", "C .> D ?", "k -c-> if"],
  },
  {
    id: "P53",
    body: "const a=await A(); if(!a.ok) return; await B(); await C()",
    graph: ["A B? C?", "A -c-> B [.ok]", "A -c-> C [.ok]", "B .> C"],
  },
  {
    id: "P54",
    before: 'import assert from "node:assert";',
    body: "const a=await A(); if(!a) throw new Error(); await B(); assert(a); await C()",
    graph: ["A B C", "A -c-> B", "A -c-> C", "B .> C"],
  },
  {
    id: "P55",
    body: "if(false) await A(); await B(); return; await C()",
    graph: ["A! B C!", "B .> C"],
  },
  {
    id: "P56",
    params: "c: boolean",
    body: "await Promise.all([...(c?[A()]:[]), B()]); await C({...(c&&{d:D()})})",
    graph: ["if1{A?} B if2{D?} C", "A .> D ?", "B .> D", "D -> C @d", "c -c-> if1", "c -c-> if2"],
  },
  {
    id: "P57",
    params: "c: boolean",
    body: "if(c) await A(1); else await A(2)",
    graph: ["if{A1? A2?}", "c -c-> if"],
  },
  {
    id: "P58",
    params: "full=false",
    body: "if(full) await A(); else await B()",
    graph: ["if{A? B?}", "full -c-> if"],
  },
];
