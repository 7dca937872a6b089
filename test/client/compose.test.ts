import { describe, expect, test } from "vitest";
import { compose } from "../../client/src/panel/compose.js";
import { drawn, lines, outline } from "./support/drawn.js";

const HEAD = `import { flow, task } from "millrace";
const load = task(async (url: string) => [url]);
const clean = task(async (rows: string[]) => rows);
`;
const SUB = `export const sub = flow(async (url: string) => clean(load(url)));
`;

/** A file with the tasks `load` and `clean`, the flow `sub`, and `main` with this body. */
const main = (body: string, before = SUB) => ({
  "flow.ts": `${HEAD}${before}export const main = flow(async (n: number, urls: string[]) => { ${body} });`,
});

describe("a flow that is called is a group with what it does", () => {
  test.each([
    ["once", main(`await clean(await sub("x"));`), ["sub", "  load", "  clean", "clean"]],
    [
      "under a condition: its steps may not happen either",
      main(`if (n > 1) await sub("x");`),
      ["if", "  sub?", "    load?", "    clean?"],
    ],
    [
      "in a loop: its steps happen as often",
      main(`for (const url of urls) await sub(url);`),
      ["for-of", "  sub*", "    load*", "    clean*"],
    ],
    [
      "mapped: a group for all its runs",
      main(`await sub.map(urls);`),
      ["sub*", "  load*", "  clean*"],
    ],
    [
      "twice: two groups",
      main(`await sub("x"); await sub("y");`),
      [...Array(2).fill(["sub", "  load", "  clean"]).flat()],
    ],
    [
      "that calls a flow: a group in a group",
      main(`await outer();`, `${SUB}export const outer = flow(async () => { await sub("x"); });\n`),
      ["outer", "  sub", "    load", "    clean"],
    ],
    [
      "that calls itself: the call in it is a plain node",
      main(
        `await sub("x");`,
        `export const sub = flow(async (url: string) => { await load(url); await sub(url); });\n`,
      ),
      ["sub", "  load", "  sub"],
    ],
    [
      "that calls back: neither is drawn within itself",
      main(
        `await ping();`,
        `export const ping = flow(async () => { await load("a"); await pong(); });
export const pong = flow(async () => { await ping(); });\n`,
      ),
      ["ping", "  load", "  pong", "    ping"],
    ],
    [
      "by the flow shown, which it calls back",
      main(`await back();`, `export const back = flow(async () => { await main(1, []); });\n`),
      ["back", "  main"],
    ],
    [
      "without a step: a plain node",
      main(`await none(n);`, `export const none = flow(async (m: number) => m);\n`),
      ["none"],
    ],
  ])("%s", async (_, files, expected) => {
    expect(outline((await drawn(files)).graph)).toEqual(expected);
  });

  test("of another file, which is named where it is not the flow's own", async () => {
    const { graph, documents } = await drawn({
      "flow.ts": `import { flow } from "millrace";
import { middle } from "./middle.js";
export const main = flow(async () => { await middle(); });`,
      "middle.ts": `import { flow } from "millrace";
import { deep } from "./deep.js";
export const middle = flow(async () => { await deep(); });`,
      "deep.ts": `${HEAD}export const deep = flow(async () => { clean(load("x")); });`,
    });
    expect(outline(graph)).toEqual(["middle", "  deep", "    load", "    clean"]);
    expect(graph.nodes.map(({ label, file }) => [label, file])).toEqual([
      ["middle", undefined],
      ["deep", "/w/middle.ts"],
      ["load", "/w/deep.ts"],
      ["clean", "/w/deep.ts"],
    ]);
    expect(graph.edges.map(({ evidence }) => evidence[0]?.file)).toEqual(["/w/deep.ts"]);
    expect([...documents.keys()]).toEqual(["/w/flow.ts", "/w/middle.ts", "/w/deep.ts"]);
  });

  test("of a file that nobody can read is a plain node", async () => {
    const { graph } = await drawn({
      "flow.ts": `import { flow } from "millrace";
import { gone } from "./gone.js";
export const main = flow(async () => { await gone(); });`,
    });
    expect(graph.nodes.filter(({ group }) => group !== undefined)).toEqual([]);
  });
});

test("what the analysis did not see through is said once for each flow, with its file", async () => {
  const { graph } = await drawn({
    "flow.ts": `import { flow } from "millrace";
import { sub } from "./sub.js";
export const main = flow(async (name: string, tasks: any) => {
  await sub(name, tasks);
  await sub(name, tasks);
  await tasks[name](1);
});`,
    "sub.ts": `import { flow } from "millrace";
export const sub = flow(async (name: string, tasks: any) => { await tasks[name](2); });`,
  });
  expect(graph.incomplete.map(({ file }) => file)).toEqual([undefined, "/w/sub.ts"]);
});

describe("the edges", () => {
  test("of a call end at its group; those of the flow called stay inside", async () => {
    const { graph } = await drawn(main(`clean(sub(load("x")));`));
    expect(lines(graph).sort()).toEqual([
      "load > sub",
      "sub > clean",
      "sub/clean > sub/return",
      "sub/load > sub/clean",
      "sub/url > sub/load",
    ]);
  });

  test("of parameters and the result are those that the flow has by itself", async () => {
    const { graph } = await drawn(main(`await sub("x");`));
    const pills = graph.nodes.filter(({ kind }) => kind === "param" || kind === "return");
    expect(pills.map(({ id, group }) => [id, group])).toEqual([
      ["main/sub#1/sub/return", "main/sub#1"],
      ["main/sub#1/sub/param:url", "main/sub#1"],
    ]);
  });

  test("and nodes are found again in the graph they come from", async () => {
    const { origins, inside } = await drawn(main(`await sub("x");`));
    const origin = origins.get("main/sub#1/sub/load#1");
    expect([origin?.prefix, origin?.node.id, origin?.source.graph.exportName]).toEqual([
      "main/sub#1/",
      "sub/load#1",
      "sub",
    ]);
    expect([...inside].map(([group, { graph }]) => [group, graph.exportName])).toEqual([
      ["", "main"],
      ["main/sub#1", "sub"],
    ]);
  });
});

test("flows that call flows twice, twenty deep, end in plain nodes before there are too many", async () => {
  const flows = Array.from({ length: 20 }, (_, i) => {
    const body = i === 0 ? `await load("x");` : `await f${i - 1}(); await f${i - 1}();`;
    return `export const f${i} = flow(async () => { ${body} });`;
  });
  const { graph } = await drawn(main(`await f19();`, `${flows.join("\n")}\n`));
  expect(graph.nodes.length).toBeLessThan(5_000);
  const ids = new Set(graph.nodes.map(({ id }) => id));
  expect(ids.size).toBe(graph.nodes.length);
  for (const { group } of graph.nodes) expect(group === undefined || ids.has(group)).toBe(true);
});

test("what it is made of stays as it was", async () => {
  const { root } = await drawn(main(`await sub("x");`));
  const before = JSON.stringify(root.answer);
  compose(root, () => ({ ...root, graph: root.answer.graph.flows[0] ?? root.graph }));
  expect(JSON.stringify(root.answer)).toBe(before);
});
