import type { Row } from "../support/patterns.js";

/** Errors: P59..P64 of analysis.md. */
export const rows: Row[] = [
  {
    id: "P59",
    body: "let x; try{x=await A()}catch{x=await F()} await B(x)",
    graph: ["try{A F?} B", "A -> B ?", "A -e-> F ?", "F -> B ?"],
  },
  {
    id: "P60",
    body: "try{await A()}finally{await C()}",
    graph: ["try{A C}", "A .> C"],
  },
  {
    id: "P61",
    body: "await A().catch(()=>F()); await D().then(B,(e:any)=>C(e))",
    graph: ["A F? D B? C?", "A -e-> F ?", "A .> D", "D -> B", "D -e-> C ?", "F .> D ?"],
  },
  {
    id: "P62",
    body: "for(let i=0;i<3;i++){try{await A(); break}catch{}}",
    graph: ["loop{try{A+}}", "A .> A ^"],
  },
  {
    id: "P63",
    body: "const rs=await Promise.allSettled([A(),B()]); await C(rs)",
    graph: ["A B C", "A -> C @value", "B -> C @value"],
  },
  {
    id: "P64",
    body: "const r=await Promise.race([A(),B()]); await C(r); await D()",
    graph: ["A B C D", "A -> C ?", "B -> C ?", "C .> D"],
  },
];
