import type { Row } from "../support/patterns.js";

/** Modules and classes: P79..P86 of analysis.md. */
export const rows: Row[] = [
  {
    id: "P79",
    before:
      'import { A as X } from "./tasks"; import * as T from "./tasks"; import def from "./tasks"; import { Renamed } from "./barrel"; import type { A as Ty } from "./tasks";',
    files: {
      "tasks.ts":
        'import { task } from "millrace"; export const A = task(async()=>1); export default task(async function dflt(){ return 1 });',
      "barrel.ts": 'export * from "./tasks"; export { A as Renamed } from "./tasks";',
    },
    body: "await X(); await T.A(); await def(); await Renamed()",
    forms: ["wrapper"],
    graph: ["A1 A2 dflt A3", "A1 .> A2", "A2 .> dflt", "dflt .> A3"],
  },
  {
    id: "P80",
    files: {
      "t.ts":
        'import { task } from "millrace"; export const X = task(async()=>1); export const Y = task(async()=>1);',
    },
    body: "const {X}=await import('./t'); await X(); await require('./t').Y()",
    forms: ["wrapper"],
    graph: ["X Y", "X .> Y"],
  },
  {
    id: "P83",
    before: "class Shop { @task() static async charge(x?: any){ return x } }",
    body: "await Shop.charge(); await Shop['charge']()",
    graph: ["charge1 charge2", "charge1 .> charge2"],
  },
  {
    id: "P84",
    before:
      "class Base { @task() async fetch(){ return 1 } @task() async load(x: any){ return x } } class Sub extends Base { @task() override async load(x: any){ return x } async both(){ await super.load(1); return this.load(await this.fetch()) } }",
    body: "const s=new Sub(); await s.both()",
    graph: ["load1 fetch load2", "fetch -> load2", "load1 .> fetch"],
  },
  {
    id: "P85",
    before:
      "class E2 { raw: any; @task() async X(){ return 1 } @task() async Y(){ return this.raw } async go(){ this.raw=await this.X(); await this.Y() } }",
    body: "await new E2().go()",
    graph: ["X Y", "X -> Y @this.raw ~?", "X .> Y"],
  },
  {
    id: "P86",
    before:
      "class Tasks { @task() async go(){ return 1 } } class Svc { constructor(private t: Tasks){} async run(){ await this.t.go() } }",
    params: "svc: Svc, t: Tasks",
    body: "await svc.run(); await t.go()",
    graph: ["go1 go2", "go1 .> go2"],
  },
];
