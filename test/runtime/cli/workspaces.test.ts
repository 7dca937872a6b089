import { describe, expect, test } from "vitest";
import type { RunFinished } from "../../../protocol/src/index.js";
import { Workspace } from "./workspace.js";

/** A flow over a task of another file, through `Box` of yet another one. */
const files = (extension: string, importPath: string) => ({
  [`lib/tasks.${extension}`]: `import { task } from "millrace";
export const double = task(async (n: number) => n * 2);`,
  [`main.${extension}`]: `import { flow } from "millrace";
import { double } from "${importPath}";
export const main = flow(async (n = 1) => {
  const doubled = double(n);
  return double(doubled);
});`,
});

const javascript = (text: string) => text.replaceAll(": number", "");

async function runs(files: Record<string, string>, manifest: object | null, target: string) {
  using workspace = new Workspace(files, manifest);
  const { code, events, stderr } = await workspace.run("run", target, "-p", "n=3", "--json");
  expect(code, stderr).toBe(0);
  expect((events.at(-1) as RunFinished).counts).toEqual({ Completed: 2 });
  return events.flatMap((event) => (event.type === "task-state" ? [event.node] : []));
}

describe("one engine and exact call sites, however the workspace is made", () => {
  const module = { type: "module" };
  const commonJs = { type: "commonjs" };
  test.each<[string, Record<string, string>, object | null, string]>([
    [".ts in a module package", files("ts", "./lib/tasks.js"), module, "main.ts"],
    [".ts imported as .ts", files("ts", "./lib/tasks.ts"), module, "main.ts"],
    [".ts in a commonjs package", files("ts", "./lib/tasks"), commonJs, "main.ts"],
    [".ts without a package.json", files("ts", "./lib/tasks"), null, "main.ts"],
    [".mts in a commonjs package", files("mts", "./lib/tasks.mjs"), commonJs, "main.mts"],
    [".cts in a module package", files("cts", "./lib/tasks.cjs"), module, "main.cts"],
    [".tsx", files("tsx", "./lib/tasks.js"), module, "main.tsx"],
  ])("%s", async (_, given, manifest, target) => {
    const nodes = await runs(given, manifest, target);
    expect(nodes[0]).toMatch(new RegExp(`main\\.${target.split(".")[1]}:4:19$`));
    expect(nodes.at(-1)).toMatch(/:5:10$/);
  });

  test.each([
    [".js in a module package", "js", module, "./lib/tasks.js"],
    [".mjs in a commonjs package", "mjs", commonJs, "./lib/tasks.mjs"],
  ])("%s", async (_, extension, manifest, path) => {
    const given = Object.fromEntries(
      Object.entries(files(extension, path)).map(([name, text]) => [name, javascript(text)]),
    );
    await runs(given, manifest, `main.${extension}`);
  });

  test("CommonJS as people write it", async () => {
    const given = {
      "tasks.js":
        'const { task } = require("millrace"); module.exports.double = task(async (n) => n * 2);',
      "main.js":
        'const { flow } = require("millrace");\nconst { double } = require("./tasks");\nconst main = flow({ name: "main" }, async (n = 1) => double(double(n)));\nmodule.exports = { main };\n',
    };
    await runs(given, commonJs, "main.js");
  });

  test("tsconfig paths, those of the file's own tsconfig", async () => {
    const given = {
      ...files("ts", "@lib/tasks"),
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
    };
    await runs(given, module, "main.ts");
    await runs(given, commonJs, "main.ts");
    const nested = Object.fromEntries(
      Object.entries(given).map(([name, text]) => [`pkg/${name}`, text]),
    );
    await runs(nested, module, "pkg/main.ts");
  });
});

describe("flows in classes", () => {
  const decorated = `import { flow, task } from "millrace";
export class Report {
  private factor = 2;
  @task() async double(n: number) { return n * this.factor; }
  @flow({ name: "report" }) async run(n = 1) { return this.double(await this.double(n)); }
}`;
  test("decorated methods, by class and by name", async () => {
    await runs({ "main.ts": decorated }, { type: "module" }, "main.ts:Report.run");
    await runs({ "main.ts": decorated }, { type: "module" }, "main.ts:report");
    await runs({ "main.ts": decorated }, { type: "module" }, "main.ts");
  });
  test("legacy decorators", async () => {
    const tsconfig = '{ "compilerOptions": { "experimentalDecorators": true } }';
    await runs({ "main.ts": decorated, "tsconfig.json": tsconfig }, { type: "module" }, "main.ts");
  });
  test("fields", async () => {
    const fields = `import { flow, task } from "millrace";
export class Report {
  double = task(async (n: number) => n * 2);
  run = flow(async (n = 1) => this.double(await this.double(n)));
}`;
    await runs({ "main.ts": fields }, { type: "module" }, "main.ts:Report.run");
  });
});
