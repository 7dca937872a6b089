import type { Edge, FlowGraph, Node } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import { createAnalyzer } from "../../server/src/analysis/index.js";
import { graphOf, sourceOf } from "./support/forms.js";
import { memoryHost } from "./support/memory-host.js";
import { notation } from "./support/notation.js";

function flowsOf(text: string, file = "flow.ts"): FlowGraph[] {
  return createAnalyzer(memoryHost({ [file]: text })).analyzeFile(`/w/${file}`).graph.flows;
}

function node(graph: FlowGraph, label: string): Node {
  const found = graph.nodes.find((each) => each.label === label);
  if (!found) throw new Error(`No node '${label}'`);
  return found;
}

const HEAD = `import { flow, task } from "millrace";
const A = task(async (x?: any): Promise<any> => x);
const B = task(async (x?: any): Promise<any> => x);
`;

describe("Ids", () => {
  test("name the helpers between the flow and the call, told apart by their order", () => {
    const graph = graphOf({
      before: "const prep = async (u: any) => { await A(u); };",
      body: "await prep(1); if (1 < n) await prep(2);",
      params: "n: number",
    });
    expect(graph.nodes.map(({ id }) => id)).toEqual([
      "main/prep/A#1",
      "main/if#1",
      "main/prep#2/A#1",
      "main/param:n",
    ]);
    const [first] = graph.nodes;
    expect(first?.via?.map(({ callee }) => callee)).toEqual(["prep"]);
  });

  test("count the calls of one task in source order", () => {
    const graph = graphOf({ body: "await A(await A(1)); await A(2);" });
    expect(new Set(graph.nodes.map(({ id }) => id))).toEqual(
      new Set(["main/A#1", "main/A#2", "main/A#3"]),
    );
  });
});

describe("Evidence", () => {
  const pattern = { params: "c: boolean", body: "const a = await A();\nif (a.ok) await B(a);" };
  const graph = graphOf(pattern);
  const lines = sourceOf(pattern, "wrapper").split("\n");
  const textOf = ({ evidence: [at] }: Edge) =>
    at ? lines[at.start.line]?.slice(at.start.character, at.end.character) : undefined;

  test("of a data edge is the argument, of a control edge the condition", () => {
    const edges = graph.edges.map((edge) => [edge.kind, textOf(edge)]);
    expect(edges).toEqual(
      expect.arrayContaining([
        ["data", "a"],
        ["control", "a.ok"],
      ]),
    );
  });

  test("of an order edge is the await that makes it", () => {
    const order = graphOf({ body: "const p = A();\nawait p;\nawait B();" });
    const source = sourceOf({ body: "const p = A();\nawait p;\nawait B();" }, "wrapper").split(
      "\n",
    );
    const [at] = order.edges[0]?.evidence ?? [];
    expect(at && source[at.start.line]?.slice(at.start.character, at.end.character)).toBe(
      "await p",
    );
  });

  test("in another file names that file", () => {
    const analyzer = createAnalyzer(
      memoryHost({
        "flow.ts": `import { flow } from "millrace";
import { prep } from "./prep";
export const main = flow(async () => { await prep(); });`,
        "prep.ts": `${HEAD}export const prep = async () => B(await A());`,
      }),
    );
    const [flow] = analyzer.analyzeFile("/w/flow.ts").graph.flows;
    expect(flow?.edges[0]?.evidence[0]?.file).toBe("/w/prep.ts");
    expect(flow?.nodes.map(({ file }) => file)).toEqual(["/w/prep.ts", "/w/prep.ts"]);
  });

  test("every edge has some", () => {
    const all = [
      graph,
      graphOf({ body: "try { await A() } catch { await B() } finally { await C() }" }),
    ];
    for (const edge of all.flatMap(({ edges }) => edges)) expect(edge.evidence).not.toEqual([]);
  });
});

describe("Nodes", () => {
  test("carry the options of the definition, overridden by `with`", () => {
    const [graph] = flowsOf(`import { flow, task } from "millrace";
const A = task({ retries: 3, retryDelay: [1, 2], timeout: "5m", tags: ["io"], cache: { key: () => "k" } }, async () => 1);
export const main = flow(async () => { await A.with({ retries: 5 })(); });`);
    expect(graph && node(graph, "A").options).toEqual({
      retries: 5,
      retryDelay: [1, 2],
      timeout: 300,
      tags: ["io"],
      cache: true,
    });
  });

  test("of which one pass runs one only say so", () => {
    const graph = graphOf({ params: "c: boolean", body: "if (c) await A(); else await B();" });
    expect(node(graph, "A").exclusive).toBe("main/if#1");
    expect(node(graph, "B").exclusive).toBe("main/if#1");
    expect([node(graph, "A").arm, node(graph, "B").arm]).toEqual(["then", "else"]);
  });

  test("of arms with several are paired, so that no two of one arm share a value", () => {
    const graph = graphOf({
      params: "c: boolean",
      body: "if (c) { await A(); await B(); } else { await C(); await D(); await F(); }",
    });
    const of = (label: string) => node(graph, label).exclusive;
    expect([of("A"), of("C")]).toEqual(["main/if#1", "main/if#1"]);
    expect([of("B"), of("D")]).toEqual(["main/if#1/2", "main/if#1/2"]);
    expect(of("F")).toBeUndefined();
  });

  test("of the cases of a switch exclude one another where none falls through", () => {
    const cases = (end: string) => `switch (k) { case 1: await A();${end} case 2: await B(); }`;
    const broken = graphOf({ params: "k: number", body: cases(" break;") });
    expect(node(broken, "A").exclusive).toBe("main/if#1");
    expect(node(broken, "B").exclusive).toBe("main/if#1");
    expect(node(graphOf({ params: "k: number", body: cases("") }), "A").exclusive).toBeUndefined();
  });

  test("of one call that may reach several tasks name them", () => {
    const graph = graphOf({ params: "k: string", body: "const t = { a: A, b: B }; await t[k]();" });
    const keys = ["flow.ts#A", "flow.ts#B"];
    expect(node(graph, "A").candidates).toEqual(keys);
    expect(node(graph, "A").exclusive).toBe(node(graph, "B").exclusive);
  });

  test("inside a task's own body stand inside its node", () => {
    const graph = graphOf({
      before: "const outer = task(async () => B());",
      body: "await outer();",
    });
    expect(node(graph, "B").group).toBe(node(graph, "outer").id);
  });
});

describe("Flows", () => {
  test("have parameters with a type, a default and a schema", () => {
    const [graph] = flowsOf(`import { flow } from "millrace";
interface Options { depth: number; tags?: string[] }
export const main = flow({ name: "daily" }, async (city: "a" | "b" = "a", n = 3, o?: Options) => {});`);
    expect(graph?.name).toBe("daily");
    expect(graph?.params.map(({ location, ...rest }) => rest)).toEqual([
      {
        name: "city",
        type: '"a" | "b"',
        required: false,
        default: "a",
        schema: { enum: ["a", "b"], default: "a" },
      },
      {
        name: "n",
        type: "number",
        required: false,
        default: 3,
        schema: { type: "number", default: 3 },
      },
      {
        name: "o",
        type: "Options",
        required: false,
        schema: {
          type: "object",
          properties: {
            depth: { type: "number" },
            tags: { type: "array", items: { type: "string" } },
          },
          required: ["depth"],
        },
      },
    ]);
  });

  test("defined in a function nobody calls have graphs", () => {
    const [graph] = flowsOf(`${HEAD}export function build(n: number) {
  const main = flow(async () => { await A(n); });
  return main;
}`);
    expect(graph && notation(graph)).toEqual(["A"]);
  });

  test("made by a factory are named after what they are bound to", () => {
    const graphs =
      flowsOf(`${HEAD}const make = (n: number) => flow(async () => { await A(n); await B(); });
export const first = make(1);
export const second = make(2);`);
    expect(graphs.map(({ exportName, nodes }) => [exportName, nodes.length])).toEqual([
      ["first", 2],
      ["second", 2],
    ]);
  });

  test("of an abstract class may reach any override in its file", () => {
    const graphs = flowsOf(`import { flow, task } from "millrace";
abstract class Base {
  abstract load(): Promise<number>;
  @flow() async main() { return this.load(); }
}
class One extends Base { @task() async load() { return 1; } }
class Two extends Base { @task() async load() { return 2; } }`);
    expect(graphs.map(notation)).toEqual([["load1? load2?", "load1 -> ret ?", "load2 -> ret ?"]]);
  });

  test("in a file with CommonJS tasks", () => {
    const analyzer = createAnalyzer(
      memoryHost({
        "tasks.js": `const { task } = require("millrace");
module.exports = { A: task(async () => 1) };
module.exports.B = task(async () => 2);`,
        "flow.js": `const { flow } = require("millrace");
const { A } = require("./tasks");
const tasks = require("./tasks");
exports.main = flow(async () => { await tasks.B(await A()); });`,
      }),
    );
    const { flows } = analyzer.analyzeFile("/w/flow.js").graph;
    expect(flows.map(notation)).toEqual([["A B", "A -> B"]]);
  });

  test("name their budget when it runs out, and keep what was found", () => {
    const loops = "for (const x of xs) { ".repeat(9);
    const calls = "await A(x); ".repeat(40);
    const graph = graphOf({
      params: "xs: any[]",
      body: `await B(); ${loops}${calls}${"}".repeat(9)}`,
    });
    expect(graph.nodes.some(({ label }) => label === "B")).toBe(true);
    expect(graph.incomplete.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^Analysis stopped after/),
    ]);
  });
});

test("calls at the top level of a file are told apart from flows", () => {
  const host = memoryHost({ "flow.ts": `${HEAD}await A(1);` });
  const analysis = createAnalyzer(host).analyzeFile("/w/flow.ts");
  expect(analysis.graph.flows).toEqual([]);
  expect(analysis.outside.map(({ label }) => label)).toEqual(["A"]);
});

describe("A pause for a person's answer", () => {
  const graph = (body: string) =>
    flowsOf(`${HEAD.replace("flow, task", "flow, input, task")}
export const main = flow(async () => { ${body} });`)[0] as FlowGraph;

  test("is no task and nothing unknown: what comes after it is after what came before", () => {
    const found = graph(
      "const a = await A(); const ok = await input({ key: 'go', prompt: 'rows? ' + a }); await B(ok);",
    );
    expect(notation(found)).toEqual(["A B", "A .> B"]);
    expect(found.incomplete).toEqual([]);
  });

  test("decides a branch", () => {
    const found = graph("await A(); if (await input()) await B();");
    expect(notation(found)).toEqual(["A if{B?}", "A .> B"]);
  });

  test("waits beside tasks", () => {
    const found = graph(
      "const [a, { limit }] = await Promise.all([A(), input({ schema: S })]); await B([a, limit]);",
    );
    expect(notation(found)).toEqual(["A B", "A -> B"]);
    expect(found.incomplete).toEqual([]);
  });
});
