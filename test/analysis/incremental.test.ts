import { describe, expect, test } from "vitest";
import { createAnalyzer } from "../../server/src/analysis/index.js";
import { memoryHost } from "./support/memory-host.js";
import { notation } from "./support/notation.js";

const FLOW = `import { flow } from "millrace";
import { A, B } from "./tasks";
export const main = flow(async () => { await A(); await B(); });`;
const TASKS = `import { task } from "millrace";
export const A = task(async () => 1);
export const B = task(async () => 2);`;

function setUp(files: Record<string, string>) {
  const host = memoryHost(files);
  const analyzer = createAnalyzer(host);
  return {
    analyzer,
    edit(path: string, text: string) {
      host.write(path, text);
      analyzer.invalidate([`/w/${path}`]);
    },
    remove(path: string) {
      host.remove(path);
      analyzer.invalidate([`/w/${path}`]);
      analyzer.relink();
    },
    graph: () => analyzer.analyzeFile("/w/flow.ts").graph.flows.map(notation),
  };
}

describe("Edits", () => {
  test("of a file that a flow depends on are seen", () => {
    const { edit, graph } = setUp({ "flow.ts": FLOW, "tasks.ts": TASKS });
    expect(graph()).toEqual([["A B", "A .> B"]]);
    edit("tasks.ts", TASKS.replace("task(async () => 2)", "task({ name: 'beta' }, async () => 2)"));
    expect(graph()).toEqual([["A beta", "A .> beta"]]);
  });

  test("of a file that no flow depends on leave the answer as it is", () => {
    const { analyzer, edit } = setUp({ "flow.ts": FLOW, "tasks.ts": TASKS, "other.ts": "" });
    const before = analyzer.analyzeFile("/w/flow.ts");
    edit("other.ts", "export const x = 1;");
    expect(analyzer.analyzeFile("/w/flow.ts")).toBe(before);
  });

  test("that change nothing leave the answer as it is", () => {
    const { analyzer, edit } = setUp({ "flow.ts": FLOW, "tasks.ts": TASKS });
    const before = analyzer.analyzeFile("/w/flow.ts");
    edit("tasks.ts", TASKS);
    expect(analyzer.analyzeFile("/w/flow.ts")).toBe(before);
  });

  test("inside a task redo no flow that calls it: its graph only points elsewhere", () => {
    const { analyzer, edit } = setUp({ "flow.ts": FLOW, "tasks.ts": TASKS });
    const before = analyzer.analyzeFile("/w/flow.ts").flows[0];
    edit(
      "tasks.ts",
      TASKS.replace("async () => 1", "async () => {\n  const x = fetch('y');\n  return x;\n}"),
    );
    const after = analyzer.analyzeFile("/w/flow.ts").flows[0];
    expect(after?.model).toBe(before?.model);
    const lines = after?.graph.nodes.map((node) => node.definition?.range.start.line);
    expect(lines).toEqual([1, 5]);
  });

  test("above a flow move what its graph points at", () => {
    const text = `${TASKS.replaceAll("export ", "")}\n${FLOW.split("\n").slice(2).join("\n")}`;
    const all = text.replace("{ task }", "{ flow, task }");
    const { analyzer, edit } = setUp({ "flow.ts": all });
    const fresh = (now: string) =>
      createAnalyzer(memoryHost({ "flow.ts": now })).analyzeFile("/w/flow.ts");
    const before = analyzer.analyzeFile("/w/flow.ts").flows[0];
    const changed = all.replace("task(async () => 1)", "task(async () => {\n  return 1 + 2;\n})");
    edit("flow.ts", changed);
    const after = analyzer.analyzeFile("/w/flow.ts");
    expect(after.flows[0]?.model).toBe(before?.model);
    expect(after.graph).toEqual(fresh(changed).graph);
    expect(after.flows[0]?.positions).toEqual(fresh(changed).flows[0]?.positions);
  });

  test("that make a task call another are seen by who calls it", () => {
    const { edit, graph } = setUp({ "flow.ts": FLOW, "tasks.ts": TASKS });
    expect(graph()).toEqual([["A B", "A .> B"]]);
    edit("tasks.ts", TASKS.replace("async () => 1", "async () => B()"));
    expect(graph()).toEqual([["A{B1} B2", "A .> B2"]]);
    edit("tasks.ts", TASKS.replace("async () => 1", "async () => other()"));
    expect(graph()).toEqual([["A B", "A .> B"]]);
  });

  test("keep the ids of the calls they do not touch", () => {
    const { analyzer, edit } = setUp({ "flow.ts": FLOW, "tasks.ts": TASKS });
    const ids = () => analyzer.analyzeFile("/w/flow.ts").graph.flows[0]?.nodes.map(({ id }) => id);
    expect(ids()).toEqual(["main/A#1", "main/B#1"]);
    edit("flow.ts", FLOW.replace("await A();", "\n\n  const a = 1;\n  await A(a); await A();"));
    expect(ids()).toEqual(["main/A#1", "main/A#2", "main/B#1"]);
  });

  test("that take a file away leave the graph of what is still known", () => {
    const { remove, graph } = setUp({ "flow.ts": FLOW, "tasks.ts": TASKS });
    expect(graph()).toEqual([["A B", "A .> B"]]);
    remove("tasks.ts");
    expect(graph()).toEqual([[""]]);
  });
});

describe("Syntax errors", () => {
  test("keep the last good graph, and say so", () => {
    const { analyzer, edit, graph } = setUp({ "flow.ts": FLOW, "tasks.ts": TASKS });
    expect(graph()).toEqual([["A B", "A .> B"]]);
    edit("flow.ts", FLOW.slice(0, FLOW.indexOf("await A")));
    expect(graph()).toEqual([["A B", "A .> B"]]);
    expect(analyzer.analyzeFile("/w/flow.ts").stale).toBe(true);
    edit("flow.ts", FLOW.replace("await A(); ", ""));
    expect(graph()).toEqual([["B"]]);
    expect(analyzer.analyzeFile("/w/flow.ts").stale).toBe(false);
  });

  test("inside a flow are named as a place where it may be incomplete", () => {
    const { analyzer } = setUp({
      "flow.ts": FLOW.replace("await B()", "const x = ; await B()"),
      "tasks.ts": TASKS,
    });
    const [flow] = analyzer.analyzeFile("/w/flow.ts").graph.flows;
    expect(flow && notation(flow)).toEqual(["A B", "A .> B"]);
    expect(flow?.incomplete).toEqual([
      { reason: "This does not parse: Expression expected.", location: expect.anything() },
    ]);
  });
});

test("code that nests too deeply keeps the last good graph, and is said to", () => {
  const { analyzer, edit, graph } = setUp({ "flow.ts": FLOW, "tasks.ts": TASKS });
  expect(graph()).toEqual([["A B", "A .> B"]]);
  const deep = `${"(".repeat(20_000)}1${")".repeat(20_000)}`;
  edit("flow.ts", FLOW.replace("await A();", `await A(${deep}); await B();`));
  expect(graph()).toEqual([["A B", "A .> B"]]);
  expect(analyzer.analyzeFile("/w/flow.ts").stale).toBe(true);
  expect(analyzer.problems()).toEqual([
    { file: "/w/flow.ts", message: expect.stringContaining("nests too deeply") },
  ]);
  edit("flow.ts", FLOW);
  expect(analyzer.analyzeFile("/w/flow.ts").stale).toBe(false);
});

test("a huge file is skipped, and said to be", () => {
  const big = `${TASKS}\n// ${"x".repeat(2_000_000)}`;
  const { analyzer, graph } = setUp({ "flow.ts": FLOW, "tasks.ts": big });
  expect(graph()).toEqual([[""]]);
  expect(analyzer.problems()).toEqual([
    { file: "/w/tasks.ts", message: expect.stringContaining("2.0 MB is more than is read") },
  ]);
});
