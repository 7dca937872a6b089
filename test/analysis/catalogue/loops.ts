import type { Row } from "../support/patterns.js";

/** Loops: P27..P45 of analysis.md. */
export const rows: Row[] = [
  {
    id: "P27",
    body: "for(const x of [1,2]) await A(x)",
    graph: ["loop{A+}", "A .> A ^"],
  },
  {
    id: "P28",
    body: "for(const x of await L()) await A(x)",
    graph: ["L loop{A*}", "A .> A ^", "L -> A [[*]]"],
  },
  {
    id: "P29",
    params: "xs: any[]",
    body: "let acc=0; for(const x of xs) acc=await A(acc,x); await B(acc)",
    graph: ["loop{A*} B", "A -> A ^", "A -> B ?", "xs -> A [[*]]"],
  },
  {
    id: "P30",
    body: "for await(const x of A()) await B(x)",
    graph: ["A loop{B*}", "A -> B [[*]]", "B .> B ^"],
  },
  {
    id: "P31",
    body: "while(!(await K()).done) await W()",
    graph: ["loop{K* W*}", "K -c-> loop [.done]", "K .> W", "W .> K ^"],
  },
  {
    id: "P32",
    params: "xs: any[]",
    body: "const ps=[]; for(const x of xs) ps.push(A(x)); await B(await Promise.all(ps))",
    graph: ["map{A*} B", "A -> B ?", "xs -> A [[*]]"],
  },
  {
    id: "P33",
    params: "xs: any[]",
    body: "await Promise.all(xs.map(x=>A(x)))",
    graph: ["map{A*}", "xs -> A [[*]]"],
  },
  {
    id: "P34",
    params: "xs: any[]",
    body: "await Promise.all(xs.map(A))",
    graph: ["map{A*}", "xs -> A [[*]]"],
  },
  {
    id: "P35",
    body: "const xs=A(), c=C(); await B.map(xs, unmapped(c))",
    graph: ["A C B*", "A -> B [[*]]", "C -> B"],
  },
  {
    id: "P36",
    params: "xs: any[]",
    body: "return Promise.all(xs.map(async x=>{const a=await A(x); return B(a)}))",
    graph: ["map{A* B*}", "A -> B", "B -> ret ?", "xs -> A [[*]]"],
  },
  {
    id: "P36b",
    params: "xs: any[]",
    body: "return B.map(A.map(xs))",
    graph: ["A* B*", "A -> B [[*]]", "B -> ret", "xs -> A [[*]]"],
  },
  {
    id: "P37",
    body: "const rs=await A(); await Promise.all(rs.filter((r:any)=>r.ok).map((r:any)=>B(r)))",
    graph: ["A map{B*}", "A -> B [[*]] ?"],
  },
  {
    id: "P38",
    params: "xs: any[]",
    body: "await xs.reduce((p,x)=>p.then(()=>A(x)),Promise.resolve())",
    graph: ["loop{A*}", "A .> A ^", "xs -> A [[*]]"],
  },
  {
    id: "P39",
    params: "xs: any[]",
    body: "xs.forEach(async x=>{await A(x)})",
    graph: ["map{A*}", "xs -> A [[*]]"],
  },
  {
    id: "P40",
    params: "xs: any[], ys: any[]",
    body: "for(const x of xs){ for(const y of ys){ await A(x,y); if(y) break; await B(y) } }",
    graph: [
      "loop1{loop2?{A* B*}}",
      "A .> B",
      "B .> A ?^",
      "xs -> A [[*]]",
      "ys -> A [[*]]",
      "ys -> B [[*]]",
    ],
  },
  {
    id: "P41",
    body: "const a=await A(); for(const [k,v] of Object.entries(a)) await B(v)",
    graph: ["A loop{B*}", "A -> B [[*]]", "B .> B ^"],
  },
  {
    id: "P42",
    before: 'import { chunk } from "lodash"; import mine from "./mine";',
    files: {
      "mine.ts":
        "export default function (x: any, n: number) { const out = []; for (let i = 0; i < x.length; i += n) out.push(x.slice(i, i + n)); return out }",
    },
    body: "for(const c of chunk(await A(),10)) await B(c); for (const c of mine(await D(), 2)) await C(c)",
    graph: [
      "A loop1{B*} D loop2{C*}",
      "A -> B [[*]]",
      "A .> D",
      "B .> B ^",
      "B .> D ?",
      "C .> C ^",
      "D -> C ~",
    ],
  },
  {
    id: "P43",
    body: "let cursor; while(true){ const r=await A(cursor); cursor=r.next; await B(r.rows); if(r.done) break }",
    graph: ["loop{A+ B+}", "A -> A [.next] ^", "A -> B [.rows]", "B .> A ^"],
  },
  {
    id: "P44",
    params: "n: number",
    body: "await Promise.all(Array.from({length:n},(_,i)=>A(i)))",
    graph: ["map{A*}", "n -c-> map"],
  },
];
