import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import Database from "libsql";
import { describe, expect, test } from "vitest";
import { Workspace } from "./workspace.js";

const library = 'import { flow, task } from "millrace";\n';
const ok = `${library}export const main = flow(async () => { console.log(["IT", "RAN"].join(" ")); });\n`;

/** Runs, and expects status 2, nothing on stdout, nothing run, and all of these words. */
async function refused(
  files: Record<string, string>,
  args: string[],
  ...words: (string | RegExp)[]
) {
  using workspace = new Workspace(files);
  const { code, stdout, stderr } = await workspace.run("run", ...args, "--json");
  expect(code, stderr).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).not.toContain("IT RAN");
  for (const word of words)
    expect(stderr).toMatch(typeof word === "string" ? new RegExp(quoted(word)) : word);
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

describe("millrace run refuses with status 2 and says what, where and what next", () => {
  test("a missing file", () => refused({}, ["nowhere.ts"], "no such file", "nowhere.ts"));
  test("a folder", () => refused({ "a/b.ts": ok }, ["a"], "is a folder", "Give a file"));
  test("a file of another kind", () =>
    refused({ "a.csv": "a" }, ["a.csv"], "not a TypeScript or JavaScript file"));
  test("no flow in it", () =>
    refused(
      { "a.ts": `${library}export const t = task(() => {});` },
      ["a.ts"],
      "a.ts exports no flow",
      "Or run a task alone:\n  millrace run a.ts:t   (task)",
      "Export one",
    ));
  test("two flows, none named", () =>
    refused(
      {
        "a.ts": `${library}export const a = flow(() => {}); export const b = flow({ name: "bee" }, () => {});`,
      },
      ["a.ts"],
      "exports 2 flows and none was named",
      "millrace run a.ts:a",
      /a\.ts:b +\(bee\)/,
    ));
  test("an unknown flow", () =>
    refused({ "a.ts": ok }, ["a.ts:mian"], 'exports no flow "mian", did you mean "main"?'));
  test("a syntax error", () =>
    refused(
      { "a.ts": `${ok}const x = ;\n` },
      ["a.ts"],
      "syntax error",
      "a.ts:3:11",
      /› 3 │ const x = ;/,
    ));
  test("a syntax error in an imported file", () =>
    refused(
      { "a.ts": `import "./b.js";\n${ok}`, "b.ts": "let a;\nlet = 5 5;\n" },
      ["a.ts"],
      "syntax error",
      /b\.ts:2:\d+/,
    ));
  test("a module that throws while it loads", () =>
    refused(
      { "a.ts": `${ok}\nconst key: string = undefined!;\nkey.trim();\n` },
      ["a.ts"],
      "threw while it was loading: TypeError",
      "a.ts:5:5",
      /› 5 │ key\.trim/,
    ));
  test("a package that is not installed", () =>
    refused(
      { "a.ts": `${ok}import x from "@no/such-pkg/sub";\nx();\n` },
      ["a.ts"],
      'cannot find the package "@no/such-pkg',
      "a.ts:3",
      "npm install @no/such-pkg",
    ));
  test("a file that is not there", () =>
    refused(
      { "a.ts": `${ok}import { x } from "./missing.js";\nx();\n` },
      ["a.ts"],
      "cannot find the file",
      "missing",
      "a.ts:3",
    ));
  test("an export that is not there", () =>
    refused(
      { "a.ts": `${ok}import { y } from "./b.js";\ny();\n`, "b.ts": "export const x = 1;" },
      ["a.ts"],
      /export named 'y'/,
    ));
  test("a module that calls its flow", () =>
    refused(
      { "a.ts": `${ok}await main();\n` },
      ["a.ts"],
      "calls a flow or task itself",
      "a.ts:3:7",
      "process.argv[1] === import.meta.filename",
    ));
  test("a module that calls its flow and does not wait", () =>
    refused({ "a.ts": `${ok}main();\n` }, ["a.ts"], "calls a flow or task itself", "a.ts:3:1"));
  test("a module that ends the process", () =>
    refused(
      { "a.ts": `${ok}process.exit(0);\n` },
      ["a.ts"],
      "ended with status 0 while it was loading",
    ));
  test("a class that cannot be made", () =>
    refused(
      {
        "a.ts": `${library}export class A { constructor() { throw new Error("no"); } @flow() async run() {} }`,
      },
      ["a.ts:A.run"],
      "new A() threw: Error: no",
    ));
  test("a parameter that is not there", () =>
    refused({ "a.ts": ok }, ["a.ts", "-p", "x=1"], 'has no parameter "x"', "It takes none."));
  test("a parameter that is not name=value", () =>
    refused({ "a.ts": ok }, ["a.ts", "-p", "x"], "name=value"));
  test("a parameter of another type, before the module is loaded", () =>
    refused(
      {
        "a.ts": `${library}console.log(["IT", "RAN"].join(" "));\nexport const main = flow((days: number) => days);`,
      },
      ["a.ts", "-p", "days=many"],
      'parameter "days" of flow "main" must be number, got "many"',
    ));
  test("a parameter that the flow's own schema refuses", () =>
    refused(
      {
        "a.ts": `${library}
const validate = (value: any) =>
  value.days > 0 ? { value } : { issues: [{ message: "must be positive", path: ["days"] }] };
const params = { "~standard": { version: 1, vendor: "test", validate } } as const;
export const main = flow({ params: params as any }, async ({ days }: { days: number }) => days);`,
      },
      ["a.ts", "-p", "days=-1"],
      "flow main",
      "`days`: must be positive",
    ));
  test("--params that is no file, no JSON, no object", async () => {
    await refused({ "a.ts": ok }, ["a.ts", "--params", "p.json"], "cannot read the parameters");
    await refused(
      { "a.ts": ok, "p.json": "{" },
      ["a.ts", "--params", "p.json"],
      "p.json is not JSON",
    );
    await refused(
      { "a.ts": ok, "p.json": "[]" },
      ["a.ts", "--params", "p.json"],
      "does not hold an object",
    );
  });
  test("an unknown option", () =>
    refused({ "a.ts": ok }, ["a.ts", "--jsn"], "unknown option '--jsn'", "--json"));
  test("an unknown run to retry", () =>
    refused({ "a.ts": ok }, ["a.ts", "--retry-of", "zzz"], "there is no run zzz"));
  test("no file at all", () => refused({}, [], "missing required argument"));

  test.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "a folder that cannot be written",
    async () => {
      using workspace = new Workspace({ "a.ts": ok });
      chmodSync(workspace.folder, 0o555);
      const { code, stderr } = await workspace.run("run", "a.ts");
      chmodSync(workspace.folder, 0o755);
      expect(code).toBe(2);
      expect(stderr).toContain("cannot write");
    },
  );

  test("a store of a newer version, which is left as it is", async () => {
    using workspace = new Workspace({ "a.ts": ok });
    mkdirSync(workspace.path(".millrace"));
    const file = workspace.path(".millrace/millrace.db");
    const newer = new Database(file);
    newer.exec("PRAGMA user_version = 9999; CREATE TABLE future (x);");
    newer.close();
    const before = readFileSync(file);
    const { code, stderr } = await workspace.run("run", "a.ts");
    expect(code).toBe(2);
    expect(stderr).toContain(file);
    expect(stderr).toMatch(/newer/);
    expect(stderr).not.toContain("IT RAN");
    expect(readFileSync(file)).toEqual(before);
  });

  test("a store that is a folder", async () => {
    using workspace = new Workspace({ "a.ts": ok });
    mkdirSync(workspace.path(".millrace/millrace.db"), { recursive: true });
    const { code, stderr } = await workspace.run("run", "a.ts");
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot use|cannot write|damaged/);
    expect(stderr).not.toContain("IT RAN");
  });
});

test("graph and check say how to get the language server, or use it", async () => {
  using workspace = new Workspace({ "a.ts": ok });
  const graph = await workspace.run("graph", "a.ts", "--format", "nonsense");
  expect(graph).toMatchObject({ code: 2 });
  expect(graph.stderr).toContain("Allowed choices are json, mermaid, svg, dot");
  const check = await workspace.run("check", "--format", "nonsense");
  expect(check.stderr).toContain("Allowed choices are pretty, json, sarif, github");
});
