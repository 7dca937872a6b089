import { describe, expect, test } from "vitest";
import { createAnalyzer, type TypeOracle } from "../../server/src/analysis/index.js";
import { createTypeOracle } from "../../server/src/types/oracle.js";
import { memoryHost } from "./support/memory-host.js";
import { notation } from "./support/notation.js";

/** The graph of the flow `main` in `flow.ts`, in a workspace where every file is known. */
function graphOf(files: Record<string, string>): string[] | undefined {
  const host = memoryHost(files);
  const names = Object.keys(files).map((file) => `/w/${file}`);
  const analyzer = createAnalyzer({ ...host, files: () => names });
  const flows = analyzer.analyzeFile("/w/flow.ts").graph.flows;
  const main = flows.find(({ exportName }) => /(^|\.)main$/.test(exportName));
  return main && notation(main);
}

const HEAD = `import { flow, task } from "millrace";`;
const PORT = "export interface Port { send(x: any): Promise<any> }";
const SERVICE = `${HEAD} import type { Port } from "./port";
export class Service { constructor(private port: Port) {}
  @flow() async main() { await this.port.send(1); } }`;
const implementer = (name: string, task: string) =>
  `${HEAD} import type { Port } from "./port"; export class ${name} implements Port {
  @task({ name: "${task}" }) async send(x: any) { return x; } }`;

describe("An overridden task (P84)", () => {
  const base = `${HEAD} export class Base { @task() async load() { return 1; }
  @flow() async main() { await this.load(); } }`;
  const sub = (name: string, task: string) => `${HEAD} import { Base } from "./flow";
export class ${name} extends Base { @task({ name: "${task}" }) async load() { return 2; } }`;

  test("may be any override, in whatever file", () => {
    expect(graphOf({ "flow.ts": base, "sub.ts": sub("Sub", "sub-load") })).toEqual([
      "load? sub-load?",
    ]);
  });

  test("of a flow in the subclass is the override", () => {
    const files = {
      "base.ts": base,
      "flow.ts": `${HEAD} import { Base } from "./base"; export class Sub extends Base {
  @task({ name: "own" }) override async load() { return 2; }
  @flow() override async main() { await this.load(); await super.load(); } }`,
    };
    expect(graphOf(files)).toEqual(["own load", "own .> load"]);
  });

  test("is found through a barrel and a class in between", () => {
    const files = {
      "flow.ts": base,
      "index.ts": 'export * from "./flow";',
      "middle.ts": 'import { Base } from "./index"; export class Middle extends Base {}',
      "sub.ts": sub("Sub", "deep").replace("./flow", "./middle").replaceAll("Base", "Middle"),
    };
    expect(graphOf(files)).toEqual(["load? deep?"]);
  });
});

describe("An injected interface (P86)", () => {
  test("with one implementer is that one", () => {
    const files = { "flow.ts": SERVICE, "port.ts": PORT, "one.ts": implementer("One", "one") };
    expect(graphOf(files)).toEqual(["one"]);
  });

  test("with several may be any of them", () => {
    const files = {
      "flow.ts": SERVICE,
      "port.ts": PORT,
      "one.ts": implementer("One", "one"),
      "two.ts": implementer("Two", "two"),
    };
    expect(graphOf(files)).toEqual(["one? two?"]);
  });

  test("as a flow's parameter", () => {
    const flow = `${HEAD} import type { Port } from "./port";
export const main = flow(async (port: Port) => { await port.send(1); });`;
    const files = { "flow.ts": flow, "port.ts": PORT, "one.ts": implementer("One", "one") };
    expect(graphOf(files)?.[0]).toBe("one");
  });

  test("gains an implementer while the flow is open", () => {
    const host = memoryHost({ "flow.ts": SERVICE, "port.ts": PORT, "one.ts": "export {};" });
    const analyzer = createAnalyzer({ ...host, files: () => ["/w/flow.ts", "/w/one.ts"] });
    const nodes = () => analyzer.analyzeFile("/w/flow.ts").graph.flows[0]?.nodes.length;
    expect(nodes()).toBe(0);
    host.write("one.ts", implementer("One", "one"));
    analyzer.invalidate(["/w/one.ts"]);
    expect(nodes()).toBe(1);
  });
});

describe("A task whose value cannot be followed (P98)", () => {
  /** The workspace has no `node_modules`: the checker gets the library's types from us. */
  function typed(flow: string, files: Record<string, string> = {}) {
    const host = memoryHost({ "flow.ts": `${HEAD}\n${flow}`, ...files });
    let asked = 0;
    const resolver = createAnalyzer(host);
    const oracle = createTypeOracle({ read: host.read, resolve: resolver.resolve });
    const types: TypeOracle = {
      callable(file, callee) {
        asked += 1;
        return oracle.callable(file, callee);
      },
    };
    const [graph] = createAnalyzer({ ...host, types }).analyzeFile("/w/flow.ts").graph.flows;
    return { graph, drawn: graph && notation(graph), asked: () => asked };
  }

  const WRAP = `import { wrap } from "elsewhere"; import type { Task } from "millrace";
const A = task(async (x: number) => x);
declare function keep<T>(t: T): T;`;

  test("is one by its type", () => {
    const { graph, drawn } = typed(`${WRAP}
interface Services { send: Task<[number], number> }
export const main = flow(async (s: Services) => { const a = await A(1); await s.send(a); });`);
    expect(drawn).toEqual(["A send", "A -> send"]);
    expect(graph?.nodes.map(({ kind }) => kind)).toContain("task");
    expect(graph?.incomplete).toHaveLength(1);
  });

  test("is none where the type is another", () => {
    const { drawn } = typed(`${WRAP}
interface Services { send(x: number): Promise<void>; log: any }
export const main = flow(async (s: Services) => { await s.send(1); await s.log(await A(1)); });`);
    expect(drawn).toEqual(["A"]);
  });

  test("is found by a type of another file", () => {
    const { drawn } = typed(
      `import type { Services } from "./services";
export const main = flow(async (s: Services) => { await s.nested.send(1); });`,
      {
        "services.ts": `import { task } from "millrace"; const send = task(async (x: number) => x);
export interface Services { nested: { send: typeof send } }`,
      },
    );
    expect(drawn?.[0]).toBe("send");
  });

  test("is found through the language's own types", () => {
    const { drawn } = typed(`${WRAP}
interface Services { byName: Map<string, Task>; rest: Readonly<Record<"log" | "mail", Task>> }
export const main = flow(async (s: Services) => {
  await s.byName.get("a")!(1);
  await s.rest.mail(2);
});`);
    expect(drawn).toHaveLength(2);
  });

  test("is asked of nobody while values can be followed", () => {
    const { asked } = typed(`${WRAP}
export const main = flow(async () => { await A(await A(1)); JSON.stringify(A); });`);
    expect(asked()).toBe(0);
  });
});
