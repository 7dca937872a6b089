import { describe, expect, test } from "vitest";
import { createAnalyzer } from "../../server/src/analysis/index.js";
import { memoryHost } from "./support/memory-host.js";
import { notation } from "./support/notation.js";

const TASKS = {
  "tsconfig.json": `{ "compilerOptions": { "paths": { "@tasks/*": ["./src/tasks/*"] } } }`,
  "src/tasks/fetch.ts": `import { task } from "millrace";
export const fetchRows = task({ retries: 3 }, async (url: string) => [url]);`,
  "src/tasks/clean.ts": `import { task as step } from "millrace";
const clean = step((rows: string[]) => rows);
export { clean as tidy };`,
  "src/tasks/store.ts": `import * as m from "millrace";
export default m.task({ name: "store-rows" }, async function store(rows: string[]) {});`,
  "src/tasks/index.ts": `export * from "./fetch.js";
export { tidy as clean } from "./clean";
export { default as store } from "./store";`,
};

const BODY = (call: (name: string) => string) => `
  const rows = ${call("fetchRows")}(url);
  const good = await ${call("clean")}(rows);
  if (good.length === 0) return;
  await ${call("store")}(good);
`;

const GRAPH = [
  "fetchRows clean store-rows?",
  "clean -> store-rows",
  "clean -c-> store-rows [.length]",
  "fetchRows -> clean",
  "url -> fetchRows",
];

function graphs(files: Record<string, string>, file: string): string[][] {
  const analysis = createAnalyzer(memoryHost(files)).analyzeFile(`/w/${file}`);
  return analysis.graph.flows.map(notation);
}

describe("Tasks of other files", () => {
  test("behind a barrel and a path alias", () => {
    const flow = `import { flow } from "millrace";
import { clean, fetchRows, store } from "@tasks/index";
export const main = flow(async (url: string) => {${BODY((name) => name)}});`;
    expect(graphs({ ...TASKS, "src/flow.ts": flow }, "src/flow.ts")).toEqual([GRAPH]);
  });

  test("the same flow as a class with an inherited task", () => {
    const base = `import { task } from "millrace";
export abstract class Base {
  @task({ retries: 3 }) async fetchRows(url: string) { return [url]; }
}`;
    const flow = `import { flow, task, tasks } from "millrace";
import { Base } from "@tasks/base";
export class Etl extends Base {
  @task() async clean(rows: string[]) { return rows; }
  @task({ name: "store-rows" }) async store(rows: string[]) {}
  @flow() async main(url: string) {${BODY((name) => `tasks<Etl>(this).${name}`)}}
}`;
    const files = { ...TASKS, "src/tasks/base.ts": base, "src/flow.ts": flow };
    expect(graphs(files, "src/flow.ts")).toEqual([GRAPH]);
  });

  test("in another package of the workspace, by its exports, in preference to what it builds", () => {
    const files = {
      "package.json": `{ "name": "root", "workspaces": ["packages/*"] }`,
      "packages/etl/package.json": `{ "name": "@acme/etl", "exports": { ".": "./dist/index.js", "./steps": "./dist/steps.js" } }`,
      "packages/etl/src/index.ts": `export * from "./steps.js";`,
      "packages/etl/src/steps.ts": `import { task } from "millrace"; export const load = task(async () => 1);`,
      "flow.ts": `import { flow } from "millrace";
import { load } from "@acme/etl";
import { load as again } from "@acme/etl/steps";
export const main = flow(async () => { await load(); await again(); });`,
    };
    expect(graphs(files, "flow.ts")).toEqual([["load1 load2", "load1 .> load2"]]);
  });

  test("two files that import one another", () => {
    const files = {
      "a.ts": `import { flow, task } from "millrace";
import { twice } from "./b";
export const one = task(async () => 1);
export const main = flow(async () => { await twice(); });`,
      "b.ts": `import { one } from "./a";
export const twice = async () => { await one(); await one(); };`,
    };
    expect(graphs(files, "a.ts")).toEqual([["one1 one2", "one1 .> one2"]]);
    expect(graphs(files, "b.ts")).toEqual([]);
  });

  test("barrels that re-export one another end nowhere", () => {
    const files = {
      "a.ts": `export * from "./b";`,
      "b.ts": `export * from "./a";`,
      "flow.ts": `import { flow, task } from "millrace";
import { gone } from "./a";
const A = task(async () => 1);
export const main = flow(async () => { await gone(await A()); });`,
    };
    expect(graphs(files, "flow.ts")).toEqual([["A"]]);
  });

  test("a tsconfig that does not parse is reported and costs only its aliases", () => {
    const files = {
      ...TASKS,
      "tsconfig.json": `{ "compilerOptions": {`,
      "src/flow.ts": `import { flow } from "millrace";
import { fetchRows } from "./tasks/index.js";
import { clean } from "@tasks/index";
export const main = flow(async () => { await clean(fetchRows("u")); });`,
    };
    const analyzer = createAnalyzer(memoryHost(files));
    const { graph } = analyzer.analyzeFile("/w/src/flow.ts");
    expect(graph.flows.map(notation)).toEqual([["fetchRows"]]);
    expect(analyzer.problems()).toEqual([
      { file: "/w/tsconfig.json", message: expect.stringContaining("not valid JSON") },
    ]);
  });
});
