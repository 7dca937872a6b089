import { describe, expect, test } from "vitest";
import type { RunFinished, RunStarted, TaskStateChanged } from "../../../protocol/src/index.js";
import { type Ended, Workspace } from "./workspace.js";

const source = `import { existsSync } from "node:fs";
import { flow, task } from "millrace";

export const load = task({ name: "load-rows" }, async (table: string, limit = 10) => {
  if (existsSync("broken")) throw new RangeError("no rows in " + table);
  console.log("loading", table, limit);
  return { table, limit };
});
export const both = task({ name: "twice" }, async (n: number) => [n, await load("inner", n)]);
export class Etl {
  readonly unit = "kg";
  clean = task(async (rows: number) => rows + this.unit);
  @task() async convert(this: Etl, rows: number): Promise<string> { return rows + this.unit; }
  @task() static async count({ from, to = 5 }: { from: number; to?: number }): Promise<number> { return to - from; }
}
export class Needy {
  constructor(private readonly url: URL) { void this.url.href; }
  call = task(async () => 1);
}
export const main = flow({ name: "daily" }, async () => void (await load("orders")));
export const loadAll = flow({ name: "load-all" }, async () => "the flow");
`;

const started = ({ events }: Ended) => events[0] as RunStarted;
const finished = ({ events }: Ended) => events.at(-1) as RunFinished;
const tasks = ({ events }: Ended) =>
  events.filter((event): event is TaskStateChanged => event.type === "task-state");

describe("one task is run alone", () => {
  const cases: [target: string, params: string[], flow: string, result: string][] = [
    ["load", ["table=orders", "limit=3"], "load-rows", "{ table: 'orders', limit: 3 }"],
    ["load-rows", ["table=orders"], "load-rows", "{ table: 'orders', limit: 10 }"],
    ["Etl.clean", ["rows=3"], "clean", "'3kg'"],
    ["Etl.convert", ["rows=4"], "convert", "'4kg'"],
    ["Etl.count", ["from=2"], "count", "3"],
  ];
  test.each(cases)("%s %j", async (target, params, flow) => {
    using workspace = new Workspace({ "etl.ts": source });
    const given = params.flatMap((text) => ["-p", text]);
    const ended = await workspace.run("run", `etl.ts:${target}`, ...given, "--json");
    expect(ended.stderr).not.toContain("millrace:");
    expect(ended.code).toBe(0);
    expect(started(ended)).toMatchObject({ flow, file: workspace.path("etl.ts") });
    expect(finished(ended)).toMatchObject({
      state: { name: "Completed" },
      counts: { Completed: 1 },
    });
    expect(tasks(ended)[0]).toMatchObject({ name: flow, node: expect.stringContaining("etl.ts:") });
  });

  test("fails as a flow does, is shown, and is retried with the same parameters", async () => {
    using workspace = new Workspace({ "etl.ts": source });
    workspace.write("broken", "");
    const failed = await workspace.run("run", "etl.ts:load", "-p", "table=orders", "--json");
    expect(failed.code).toBe(1);
    expect(finished(failed).error).toMatchObject({
      name: "RangeError",
      message: "no rows in orders",
    });
    const { run } = started(failed);
    const shown = await workspace.run("runs", "show", run);
    expect(shown.stdout).toMatch(/load-rows {2}failed/);
    expect(shown.stdout).toContain("etl.ts:load");
    expect(shown.stdout).toContain("table='orders'");
    workspace.write("etl.ts", source.replace('existsSync("broken")', "false"));
    const again = await workspace.run("runs", "retry", run, "--json");
    expect(again.code).toBe(0);
    expect(started(again)).toMatchObject({ retryOf: run, params: { table: "orders" } });
    const listed = await workspace.run("runs", "ls", "--json", "--flow", "load-rows");
    expect(listed.stdout.trim().split("\n")).toHaveLength(2);
  }, 60_000);

  test("with tasks that it calls", async () => {
    using workspace = new Workspace({ "etl.ts": source });
    const ended = await workspace.run("run", "etl.ts:both", "-p", "n=7", "--json");
    expect(finished(ended).counts).toEqual({ Completed: 2 });
  });
});

describe("what is meant", () => {
  test("a flow goes before a task of the same name", async () => {
    using workspace = new Workspace({
      "a.ts": `import { flow, task } from "millrace";
export const one = task({ name: "same" }, async () => 1);
export const two = flow({ name: "same" }, async () => 2);`,
    });
    expect(started(await workspace.run("run", "a.ts:same", "--json")).flow).toBe("same");
    const { stdout } = await workspace.run("runs", "ls", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ exportName: "two" });
  });

  test("a retry is of the same task, whatever a flow is named", async () => {
    using workspace = new Workspace({
      "a.ts": `import { flow, task } from "millrace";
export const load = task(async (n = 1) => { if (n === 1) throw new Error("no"); });`,
    });
    const { run } = started(await workspace.run("run", "a.ts:load", "--json"));
    workspace.write(
      "a.ts",
      `import { flow, task } from "millrace";
export const load = task(async (n = 1) => n);
export const other = flow({ name: "load" }, async () => 2);`,
    );
    expect((await workspace.run("runs", "retry", run)).code).toBe(0);
    const { stdout } = await workspace.run("runs", "ls", "--json", "--limit", "1");
    expect(JSON.parse(stdout)).toMatchObject({ exportName: "load", retryOf: run });
  }, 60_000);

  test("without a name the only flow, however many tasks", async () => {
    using workspace = new Workspace({
      "a.ts": `import { flow, task } from "millrace";
export const one = task(async () => 1);
export const two = task(async () => 2);
export const main = flow(async () => void (await one()));`,
    });
    expect(started(await workspace.run("run", "a.ts", "--json")).flow).toBe("main");
  });

  const refused: [args: string[], ...says: string[]][] = [
    [
      ["etl.ts"],
      "exports 2 flows and none was named",
      "etl.ts:main   (daily)",
      "etl.ts:load   (load-rows, task)",
      "etl.ts:Etl.clean   (clean, task)",
    ],
    [
      ["etl.ts:lod"],
      'exports no flow or task "lod", did you mean "load"?',
      "etl.ts:Etl.convert   (convert, task)",
    ],
    [["etl.ts:load-rows"], 'task "load-rows" needs parameter "table" (string), got nothing'],
    [
      ["etl.ts:load-rows", "-p", "table=x", "-p", "limit=many"],
      'parameter "limit" of task "load-rows" must be number, got "many"',
    ],
    [
      ["etl.ts:load-rows", "-p", "tabel=x"],
      'task "load-rows" has no parameter "tabel", did you mean "table"?',
    ],
    [["etl.ts:Needy.call"], "Needy.call needs an object, and new Needy() threw"],
    [["tasks.ts"], "exports no flow", "Or run a task alone:", "tasks.ts:only   (task)"],
  ];
  test.each(refused)("%j is refused", async (args, ...says) => {
    using workspace = new Workspace({
      "etl.ts": source,
      "tasks.ts": 'import { task } from "millrace";\nexport const only = task(async () => 1);',
    });
    const { code, stderr } = await workspace.run("run", ...args);
    for (const text of says) expect(stderr).toContain(text);
    expect(code).toBe(2);
  });
});
