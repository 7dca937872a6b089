/** Where a task run was called -> the node of the static graph. */
import { describe, expect, test } from "vitest";
import { createAnalyzer } from "../../server/src/analysis/index.js";
import {
  createRunMapper,
  type MappingOptions,
  sightingOf,
} from "../../server/src/mapping/index.js";

const root = "/workspace";
const file = `${root}/flow.ts`;
const head = `import { flow, task } from "millrace";
const load = task(async (from: string) => from);
const save = task(async (what: unknown) => what);
`;

/** The mapper of the flow `main`, and the places of the marks `/*1*‍/`, `/*2*‍/` that stand before calls. */
function flowOf(body: string, options: Partial<MappingOptions> = {}) {
  const text = `${head}${body}`;
  const host = {
    root,
    read: (path: string) => (path === file ? text : undefined),
    exists: (path: string) => path === file,
  };
  const analysis = createAnalyzer(host)
    .analyzeFile(file)
    .flows.find(({ graph }) => graph.exportName === "main");
  if (analysis === undefined) throw new Error("no flow main");
  const place = (mark: number) => {
    const sign = `/*${mark}*/`;
    const lines = text.slice(0, text.indexOf(sign) + sign.length).split("\n");
    return `${file}:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
  };
  const mapper = createRunMapper(analysis, { root, ...options });
  const match = (name: string, at?: string | number, ...via: (string | number)[]) =>
    mapper.match(
      sightingOf({
        name,
        ...(at === undefined ? {} : { node: typeof at === "number" ? place(at) : at }),
        via: via.map((each) => (typeof each === "number" ? place(each) : each)),
      }),
    );
  return { match, place };
}

const exact = (...nodes: string[]) => ({ nodes, certainty: "exact" });

describe("by place", () => {
  test("two calls of a task are two nodes", () => {
    const { match } = flowOf(`
      export const main = flow(async () => {
        const a = await /*1*/load("a");
        await /*2*/load(a);
      });`);
    expect(match("load", 2)).toEqual(exact("main/load#2"));
    expect(match("load", 1)).toEqual(exact("main/load#1"));
  });

  test("a member call is placed at the member's name", () => {
    const { match } = flowOf(`
      const tasks = { load };
      export const main = flow(async () => await tasks./*1*/load("a"));`);
    expect(match("load", 1)).toEqual(exact("main/load#1"));
  });

  test("runs of a loop are one node", () => {
    const { match } = flowOf(`
      export const main = flow(async () => {
        for (const each of ["a", "b"]) await /*1*/load(each);
      });`);
    expect(match("load", 1)).toEqual(exact("main/load#1"));
    expect(match("load", 1)).toEqual(exact("main/load#1"));
  });

  test("of two tasks at one place the name tells", () => {
    const { match, place } = flowOf(`
      export const main = flow(async (first = true) => {
        const run = first ? load : save;
        await /*1*/run("a");
      });`);
    expect(match("save", place(1))?.nodes).toEqual(["main/save#1"]);
    expect(match("load", place(1))?.nodes).toEqual(["main/load#1"]);
  });

  test("a run with a name of its own is found by place", () => {
    const { match } = flowOf(`
      export const main = flow(async () => await /*1*/load("a"));`);
    expect(match("load-monday", 1)).toEqual(exact("main/load#1"));
  });

  test("the calls of a helper are told apart by the calls around them", () => {
    const { match } = flowOf(`
      async function both(from: string) {
        return await /*1*/load(from);
      }
      export const main = flow(async () => {
        await /*2*/both("a");
        await /*3*/both("b");
      });`);
    expect(match("load", 1, 3)).toEqual(exact("main/both#2/load#1"));
    expect(match("load", 1, 2)).toEqual(exact("main/both/load#1"));
  });

  test("where the stack does not tell them apart, all are named", () => {
    const { match } = flowOf(`
      async function both(from: string) {
        await /*1*/load(from);
        return await /*2*/save(from);
      }
      export const main = flow(async () => {
        /*3*/await Promise.all([both("a"), both("b")]);
      });`);
    expect(match("save", 2, 3)).toEqual({
      nodes: ["main/both/save#1", "main/both#2/save#1"],
      certainty: "by ordinal",
    });
  });

  test("another flow's file is not this one's", () => {
    const { match } = flowOf(`export const main = flow(async () => await /*1*/save("a"));`);
    expect(match("load", "/elsewhere/flow.ts:5:1")).toBeUndefined();
  });
});

describe("fall-backs", () => {
  const two = `
    export const main = flow(async () => {
      const a = await /*1*/load("a");
      const b = await /*2*/load("b");
      await /*3*/save([a, b]);
    });`;

  test("a column that is not known: the callee on that line", () => {
    const { match, place } = flowOf(two);
    const moved = place(2).replace(/\d+$/, "3");
    expect(match("load", moved)).toEqual({ nodes: ["main/load#2"], certainty: "by callee" });
  });

  test("a file that changed since: the order of the calls", () => {
    const { match } = flowOf(two, { sourceChanged: true });
    const inOrder = (node: string) => ({ nodes: [node], certainty: "by ordinal" });
    expect(match("load", `${file}:40:7`)).toEqual(inOrder("main/load#1"));
    expect(match("load", `${file}:41:7`)).toEqual(inOrder("main/load#2"));
    expect(match("load", `${file}:40:7`)).toEqual(inOrder("main/load#1"));
    expect(match("save", `${file}:42:7`)).toEqual(inOrder("main/save#1"));
  });

  test("a place on no line of the graph: the next call of that task", () => {
    const { match } = flowOf(two);
    expect(match("load", 1)).toEqual(exact("main/load#1"));
    expect(match("load", `${file}:99:1`)).toEqual({
      nodes: ["main/load#2"],
      certainty: "by ordinal",
    });
  });

  test("no place, or more calls than nodes: the task alone", () => {
    const { match } = flowOf(two);
    const all = { nodes: ["main/load#1", "main/load#2"], certainty: "by task" };
    expect(match("load")).toEqual(all);
    expect(match("save")).toEqual({ nodes: ["main/save#1"], certainty: "by ordinal" });
  });

  test("a task the graph does not know was seen at run time only", () => {
    const { match } = flowOf(two);
    expect(match("other", `${file}:99:1`)).toBeUndefined();
  });
});

describe("places", () => {
  test.each([
    ["/a/b.ts:3:14", { file: "/a/b.ts", line: 3, column: 14 }],
    ["C:\\a\\b.ts:3:14", { file: "C:/a/b.ts", line: 3, column: 14 }],
    ["main/load#1", undefined],
    ["", undefined],
  ])("%s", (node, site) => {
    expect(sightingOf({ name: "x", node }).site).toEqual(site);
  });
});
