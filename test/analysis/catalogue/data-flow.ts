import type { Row } from "../support/patterns.js";

/** Data flow: P01..P26 of analysis.md. */
export const rows: Row[] = [
  {
    id: "P01",
    body: "const a=await A(); await B(a)",
    graph: ["A B", "A -> B"],
  },
  {
    id: "P02",
    body: "const a=A(); const b=B(a); return b",
    graph: ["A B", "A -> B", "B -> ret"],
  },
  {
    id: "P03",
    body: "await B(await A())",
    graph: ["A B", "A -> B"],
  },
  {
    id: "P03b",
    body: "await B(A())",
    graph: ["A B", "A -> B"],
  },
  {
    id: "P04",
    body: "await A(); await B()",
    graph: ["A B", "A .> B"],
  },
  {
    id: "P05",
    body: "const a=A(), b=B(); await C(a,b)",
    graph: ["A B C", "A -> C", "B -> C"],
  },
  {
    id: "P06",
    body: "const p=A(); await B(); await C(await p)",
    graph: ["A B C", "A -> C", "B .> C"],
  },
  {
    id: "P07",
    body: "const {x,y}=await A(); await B(x); await C(y)",
    graph: ["A B C", "A -> B [.x]", "A -> C [.y]", "B .> C"],
  },
  {
    id: "P08",
    body: "const [a,b]=await Promise.all([A(),B()]); await C(b)",
    graph: ["A B C", "A .> C", "B -> C"],
  },
  {
    id: "P09",
    body: "const {x=await D(), ...r}=await A(); await B(r)",
    graph: ["A D? B", "A -> B [...]", "A .> D", "D .> B ?"],
  },
  {
    id: "P10",
    body: "const a=await A(), c=await C(); await B({k:a,n:{m:c}})",
    graph: ["A C B", "A -> B @k", "A .> C", "C -> B @n.m"],
  },
  {
    id: "P11",
    body: "const a=A(), c=C(); await B([a,c])",
    graph: ["A C B", "A -> B", "C -> B"],
  },
  {
    id: "P12",
    body: "const xs=[A(),C()]; await B(...xs); const d=await D(); await F({...d,z:1})",
    graph: ["A C B D F", "A -> B", "B .> D", "C -> B", "D -> F"],
  },
  {
    id: "P13",
    body: "const a=await A(); await B(a.items[0].id)",
    graph: ["A B", "A -> B [.items[0].id]"],
  },
  {
    id: "P14",
    body: "const a=await A(); await B(a?.x ?? 1)",
    graph: ["A B", "A -> B [.x] ~"],
  },
  {
    id: "P15",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is the flow's.
    body: "const a=await A(); await B(`s3://${a}`)",
    graph: ["A B", "A -> B ~"],
  },
  {
    id: "P16",
    body: "const a=await A(); await B(a.n+1); await C(!a); await D(a>3)",
    graph: ["A B C D", "A -> B [.n] ~", "A -> C ~", "A -> D ~", "B .> C", "C .> D"],
  },
  {
    id: "P17",
    before: "const clean = (x: any) => x.trim();",
    body: "const a=await A(); await B(JSON.stringify(a)); await C(clean(a))",
    graph: ["A B C", "A -> B ~", "A -> C ~", "B .> C"],
  },
  {
    id: "P18",
    body: "let x=await A(); x=await B(x); await C(x)",
    graph: ["A B C", "A -> B", "B -> C"],
  },
  {
    id: "P19",
    body: "let xs: any[]=[await A()]; xs=xs.concat(await B()); await C(xs); let n=0; n+=await D(); n+=await F(); await K(n)",
    graph: [
      "A B C D F K",
      "A -> C",
      "A .> B",
      "B -> C",
      "C .> D",
      "D -> K ~",
      "D .> F",
      "F -> K ~",
    ],
  },
  {
    id: "P20",
    body: "const a=await A(); { const a=1; await B(a) }",
    graph: ["A B", "A .> B"],
  },
  {
    id: "P21",
    body: "const tasks={A}; const {A:X}=tasks; await X(); const Y=B; await Y()",
    forms: ["wrapper"],
    graph: ["A B", "A .> B"],
  },
  {
    id: "P22",
    body: "const a=A(); const b=a; await C(b)",
    graph: ["A C", "A -> C"],
  },
  {
    id: "P23",
    body: "return {x:A(),y:await B()}",
    graph: ["A B", "A -> ret @x", "B -> ret @y"],
  },
  {
    id: "P24",
    params: 'url="x"',
    body: "return A(url)",
    graph: ["A", "A -> ret", "url -> A"],
  },
  {
    id: "P25",
    body: "void A(); B();",
    graph: ["A B"],
  },
  {
    id: "P26",
    params: "x: any",
    body: "await (0,A)(x); await A!(x); await (A as any)(x); await A<any>(x); await A?.(x)",
    graph: [
      "A1 A2 A3 A4 A5",
      "A1 .> A2",
      "A2 .> A3",
      "A3 .> A4",
      "A4 .> A5",
      "x -> A1",
      "x -> A2",
      "x -> A3",
      "x -> A4",
      "x -> A5",
    ],
  },
];
