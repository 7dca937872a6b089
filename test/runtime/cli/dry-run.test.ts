import { existsSync } from "node:fs";
import type { DryRun } from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { followed, type Step } from "../../../runtime/src/plan/step.js";
import { Workspace } from "./workspace.js";

// Each run is a process of its own: on a busy machine several of them take their time.
vi.setConfig({ testTimeout: 60_000 });

const source = `
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { flow, input, task } from "millrace";

const ran = (name) => appendFileSync("ran.txt", name + "\\n");
const clean = task({ files: { inputs: "data/*.csv", outputs: "clean.txt" } }, () => {
  ran("clean");
  writeFileSync("clean.txt", readFileSync("data/a.csv"));
  return "clean.txt";
});
const report = task({ files: { inputs: "clean.txt", outputs: "report.txt" } }, (file) => {
  ran("report");
  writeFileSync("report.txt", readFileSync(file));
});
const reread = task({ files: { inputs: "clean.txt" } }, () => ran("reread"));
const names = task({ cache: true }, (count) => {
  ran("names");
  return Array.from({ length: count }, (_, index) => "n" + index);
});
const greet = task({ runName: "greet {name}" }, (name) => ran("greet " + name));
const fetchAll = task(() => ["a"]);
const gone = task({ files: { inputs: "nowhere/*.csv" } }, () => ran("gone"));

export const pipeline = flow(() => {
  const cleaned = clean();
  reread.with({ waitFor: [cleaned] })();
  return report(cleaned);
});
export const several = flow(async () => {
  greet.map(names(2));
  greet.map(fetchAll());
  await fetchAll();
  greet("never");
});
export const exits = flow(() => { process.exit(0); });
export const asks = flow(async () => { await input({ key: "publish" }); await fetchAll(); });
export const inner = flow(async () => { await fetchAll(); });
export const outer = flow(() => greet(inner()));
export const broken = flow(() => { console.log("printed"); throw new Error("no luck"); });
export const missing = flow(() => gone());
`;

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace({ "f.ts": source, "data/a.csv": "1" });
});
afterAll(() => workspace[Symbol.dispose]());

async function plan(flow: string, ...more: string[]): Promise<DryRun & { code: number | null }> {
  const { stdout, stderr, code } = await workspace.run(
    "run",
    `f.ts:${flow}`,
    "--dry-run",
    "--json",
    ...more,
  );
  expect(stdout, stderr).not.toBe("");
  return { ...(JSON.parse(stdout) as DryRun), code };
}

const told = ({ tasks }: DryRun) =>
  tasks.map(({ name, decision, reason }) => `${name} ${decision}: ${reason}`);

describe("millrace run --dry-run", () => {
  test("before anything ran, runs nothing and makes no store", async () => {
    const first = await plan("pipeline");
    expect(told(first)).toEqual([
      "clean would-run: first run",
      "reread would-run: upstream clean would run",
      "report would-run: upstream clean would run",
    ]);
    expect(first).toMatchObject({ flow: "pipeline", unknown: [], code: 0 });
    expect(existsSync(workspace.path(".millrace"))).toBe(false);
    expect(existsSync(workspace.path("ran.txt"))).toBe(false);
  });

  test("after a run: up to date; then what changed, and all that follows", async () => {
    await workspace.run("run", "f.ts:pipeline", "--quiet");
    expect(told(await plan("pipeline"))).toEqual([
      "clean up-to-date: up to date",
      "reread up-to-date: up to date",
      "report up-to-date: up to date",
    ]);
    workspace.write("data/b.csv", "2");
    expect(told(await plan("pipeline"))).toEqual([
      "clean would-run: data/b.csv is new",
      // Not by its arguments: by what it reads, which is what the other would write.
      "reread would-run: upstream clean would run",
      "report would-run: upstream clean would run",
    ]);
    expect(told(await plan("pipeline", "--force"))[0]).toBe("clean would-run: forced");
    const { stdout } = await workspace.run("runs", "ls", "--json");
    expect(stdout.trim().split("\n")).toHaveLength(1);
  });

  test("says what depends on results that there are not", async () => {
    const before = await plan("several");
    expect(told(before)).toEqual([
      "names would-run: not in the cache",
      "fetchAll would-run: not cached",
      "fetchAll would-run: not cached",
    ]);
    expect(before.unknown.map(({ kind, task, mapped }) => [kind, task, mapped])).toEqual(
      expect.arrayContaining([
        ["map", "names", "greet"],
        ["map", "fetchAll", "greet"],
        ["rest", "fetchAll", undefined],
      ]),
    );
    await workspace.run("run", "f.ts:several", "--quiet");
    const after = await workspace.run("run", "f.ts:several", "--dry-run");
    expect(after.stdout).toMatch(/names +cached +result of an earlier run/);
    expect(after.stdout).toContain("greet n0 and 1 more");
    expect(after.stdout).toMatch(/greet would be mapped over the result of fetchAll \(f\.ts:\d+\)/);
    expect(after.stdout).toMatch(
      /the rest of the flow several, if any, depends on the result of fetchAll \(f\.ts:\d+\)/,
    );
    expect(after.stdout).toContain("4 would run, 1 cached");
    expect(after.code).toBe(0);
  });

  test("goes into subflows, and on after those that cannot", async () => {
    const { tasks, unknown, code } = await plan("outer");
    expect(tasks.map(({ name, flow, reason }) => [name, flow, reason])).toEqual([
      ["fetchAll", "inner", "not cached"],
      [expect.stringContaining("greet"), "outer", "upstream inner would run"],
    ]);
    expect(unknown).toMatchObject([{ kind: "rest", flow: "inner", task: "fetchAll" }]);
    expect(code).toBe(0);
  });

  test("says so where the flow's own code ends the process", async () => {
    const { stdout, stderr, code } = await workspace.run("run", "f.ts:exits", "--dry-run");
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
    expect(stderr).toContain("the process ended with status 0 before the dry run was over");
  });

  test("asks nobody", async () => {
    const { tasks, unknown, code } = await plan("asks");
    expect([tasks, unknown]).toEqual([[], [{ kind: "input", flow: "asks", task: "publish" }]]);
    expect(code).toBe(0);
  });

  test("a flow whose own code fails, and a task that would", async () => {
    const broken = await plan("broken");
    expect(broken).toMatchObject({ tasks: [], code: 1 });
    expect(broken.error).toMatch(/^no luck \(f\.ts:\d+\)$/);
    const missing = await workspace.run("run", "f.ts:missing", "--dry-run");
    expect(missing.stdout).toContain("would fail  no file matches `nowhere/*.csv`");
    expect(missing.code).toBe(1);
  });
});

describe("what follows from what would run", () => {
  const step = (id: string, decision: Step["decision"], more: Partial<Step> = {}): Step => ({
    ...{ id, name: id, taskKey: id, flow: "f", decision, reason: "" },
    ...{ upstream: [], position: [Number(id)] },
    ...more,
  });

  test.each<[string, Step[], string[]]>([
    [
      "by an argument",
      [step("1", "would-run"), step("2", "cached", { upstream: ["1"] })],
      ["would-run", "would-run"],
    ],
    [
      "through others",
      [
        step("1", "would-run"),
        step("2", "cached", { upstream: ["1"] }),
        step("3", "up-to-date", { upstream: ["2"] }),
      ],
      ["would-run", "would-run", "would-run"],
    ],
    [
      "by a file",
      [
        step("1", "would-run", { files: { reads: [], writes: ["/a"] } }),
        step("2", "up-to-date", { files: { reads: ["/a"], writes: [] } }),
      ],
      ["would-run", "would-run"],
    ],
    [
      "a file that was missed is there then",
      [
        step("1", "would-run", { files: { reads: [], writes: ["/a"] } }),
        step("2", "would-fail", { files: { reads: ["/a"], writes: [] } }),
      ],
      ["would-run", "would-run"],
    ],
    [
      "not from what comes later, nor from what is up to date",
      [
        step("1", "up-to-date", { files: { reads: ["/a"], writes: ["/b"] } }),
        step("2", "would-run", { files: { reads: [], writes: ["/a"] } }),
        step("3", "cached", { upstream: ["1"], files: { reads: ["/b"], writes: [] } }),
      ],
      ["up-to-date", "would-run", "cached"],
    ],
  ])("%s", (_, steps, decisions) => {
    expect(followed(steps).map(({ decision }) => decision)).toEqual(decisions);
  });
});
