/**
 * Flows as compilers leave them, run in a process of their own: decorators of both standards by two
 * compilers, names read from the source, positions through source maps.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";

const library = new URL("../../../runtime/src/index.ts", import.meta.url).href;
const inspector = fileURLToPath(new URL("fixtures/inspect-module.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "millrace-compiled-"));
writeFileSync(join(folder, "package.json"), "{}");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Compile = (source: string, file: string) => string;

const compilers: Record<string, Compile> = {
  "esbuild, TC39": (source, file) =>
    esbuild.transformSync(source, {
      loader: "ts",
      target: "es2022",
      sourcemap: "inline",
      sourcefile: file,
      sourcesContent: false,
    }).code,
  "esbuild, legacy": (source, file) =>
    esbuild.transformSync(source, {
      loader: "ts",
      target: "es2022",
      sourcemap: "inline",
      sourcefile: file,
      sourcesContent: false,
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    }).code,
  "tsc, TC39": (source, file) => byTsc(source, file, {}),
  "tsc, legacy": (source, file) => byTsc(source, file, { experimentalDecorators: true }),
};

function byTsc(source: string, file: string, options: ts.CompilerOptions): string {
  return ts.transpileModule(source, {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      inlineSourceMap: true,
      ...options,
    },
  }).outputText;
}

interface Inspected {
  exported: { exportName: string; name: string; kind: string; key: string; owner?: string }[];
  results: unknown[];
  tasks: { name: string; key: string; site: string; via?: string[]; upstream: number }[];
  logs: string[];
  errors: string[];
}

let count = 0;

async function inspect(source: string, compile: Compile): Promise<Inspected> {
  const name = `module-${count++}`;
  const file = join(folder, `${name}.ts`);
  const text = source.replace("LIBRARY", library);
  writeFileSync(file, text);
  const output = join(folder, `${name}.mjs`);
  writeFileSync(output, compile(text, file));
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--enable-source-maps",
    "--import",
    import.meta.resolve("tsx"),
    inspector,
    pathToFileURL(output).href,
  ]);
  return JSON.parse(stdout);
}

const decorated = `import { flow, task, tasks } from "LIBRARY";

export class DailyReport {
  factor = 10;

  @task({ retries: 1 })
  async fetchData(url: string): Promise<number[]> {
    return [url.length, this.factor];
  }

  @task
  async transform(rows: number[]): Promise<number> {
    return rows.reduce((a, b) => a + b, 0) * this.factor;
  }

  @task({ name: "shown" }) async load(total: number): Promise<string> {
    return "total " + total;
  }

  @flow({ name: "daily-report" }) async pipeline(url = "http"): Promise<string> {
    const raw = await this.fetchData(url);
    const view = tasks<DailyReport>(this);
    const all = view.transform.map([raw, raw]);
    return view.load(all.get(1) as never);
  }
}
`;

describe.each(Object.entries(compilers))("a class compiled by %s", (_, compile) => {
  test("has tasks and flows under their names, and they run", async () => {
    const { exported, results, tasks } = await inspect(decorated, compile);
    expect(exported).toEqual(
      [
        ["fetchData", "fetchData", "task"],
        ["transform", "transform", "task"],
        ["load", "shown", "task"],
        ["pipeline", "daily-report", "flow"],
      ].map(([member, name, kind]) => ({
        exportName: `DailyReport.${member}`,
        name,
        kind,
        key: `DailyReport.${member}`,
        owner: "DailyReport",
      })),
    );
    expect(results).toEqual(["total 140"]);
    expect(tasks).toEqual([
      { name: "fetchData", key: "DailyReport.fetchData", site: "21:28", upstream: 0 },
      { name: "transform", key: "DailyReport.transform", site: "23:32", upstream: 1 },
      { name: "transform", key: "DailyReport.transform", site: "23:32", upstream: 1 },
      { name: "shown", key: "DailyReport.load", site: "24:17", upstream: 2 },
    ]);
  });
});

test("names come from what a definition is bound to; positions from the source", async () => {
  const source = `import { flow, task } from "LIBRARY";

interface Long { a: string; b: { c: number } }
export const double = task({ retries: 1 }, async (n: number): Promise<number> => {
  console.log("doubling");
  return 2 * n;
});
const typed: (n: number) => PromiseLike<number> =
  task((n: number) => n + 1);
class Etl {
  extract = task({ tags: ["x"] }, (n: number) => n);
}
const steps = { last: task((n: number) => n) };
function helper(n: number) {
  return double(n);
}
export const pipeline = flow(async () => {
  const a = await helper(1);
  const b = await typed(a);
  const c = await new Etl().extract(b);
  await steps.last(c);
  throw new Error("at the end");
});
`;
  const compile = compilers["esbuild, TC39"] as Compile;
  const { exported, tasks, logs, errors } = await inspect(source, compile);
  expect(exported.map(({ exportName, name, kind }) => [exportName, name, kind])).toEqual([
    ["double", "double", "task"],
    ["pipeline", "pipeline", "flow"],
  ]);
  expect(tasks.map(({ name, key, site, via }) => [name, key, site, via])).toEqual([
    ["double", "double", "15:10", ["18:19"]],
    ["typed", "typed", "19:19", undefined],
    ["extract", "Etl.extract", "20:29", undefined],
    ["last", "last", "21:15", undefined],
  ]);
  expect(logs).toEqual(["5: doubling"]);
  expect(errors).toEqual(["22:9"]);
});
