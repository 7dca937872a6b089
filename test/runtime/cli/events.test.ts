import { describe, expect, test } from "vitest";
import type { RunEvent, RunFinished } from "../../../protocol/src/index.js";
import { Workspace } from "./workspace.js";

const library = 'import { flow, task, logger, progress } from "millrace";\n';

/** The keys that the contract gives each event, `?` for those that may be absent. */
const contract: Record<RunEvent["type"], string[]> = {
  "run-started": ["run", "flow", "file", "params", "parent?", "parentTask?", "retryOf?"],
  "task-state": [
    "run",
    "task",
    "name",
    "node?",
    "via?",
    "state",
    "attempt",
    "upstream",
    "map?",
    "error?",
  ],
  log: ["run", "task?", "level", "message", "source?"],
  progress: ["run", "task", "done", "total?", "message?"],
  "run-state": ["run", "state"],
  "input-requested": ["run", "request"],
  "input-settled": ["run", "request", "outcome"],
  "run-finished": ["run", "state", "duration", "counts", "error?"],
};

/** Every line keeps the contract; `seq` is dense from 1 within each run. */
function expectContract(events: RunEvent[]): void {
  const seqs = new Map<string, number>();
  for (const event of events) {
    const allowed = [
      "type",
      "seq",
      "time",
      ...contract[event.type].map((key) => key.replace("?", "")),
    ];
    const required = [
      "type",
      "seq",
      "time",
      ...contract[event.type].filter((key) => !key.endsWith("?")),
    ];
    expect(allowed).toEqual(expect.arrayContaining(Object.keys(event)));
    expect(Object.keys(event)).toEqual(expect.arrayContaining(required));
    expect(event.seq).toBe((seqs.get(event.run) ?? 0) + 1);
    seqs.set(event.run, event.seq);
  }
  expect(events[0]?.type).toBe("run-started");
  expect(events.at(-1)?.type).toBe("run-finished");
  expect(events.at(-1)?.run).toBe(events[0]?.run);
}

const last = (events: RunEvent[]) => events.at(-1) as RunFinished;

describe("run --json", () => {
  test("prints the contract and nothing else, whatever the flow prints", async () => {
    using workspace = new Workspace({
      "etl.ts": `${library}
console.log("top level print");
process.stdout.write(Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x1b]));
const load = task(async (n: number) => {
  console.log("captured", n);
  logger().warn("careful");
  process.stdout.write("raw\\n{}\\n");
  progress(1, 2, "half");
  return n;
});
const inner = flow(async (n: number) => load(n));
export const etl = flow({ name: "etl-daily" }, async (n: number) => {
  await load.map([1, 2, 3]);
  return inner(n);
});`,
    });
    const { code, events, stdout, stderr } = await workspace.run(
      "run",
      "etl.ts",
      "-p",
      "n=7",
      "--json",
    );
    expect(code, stderr).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(events.length);
    expectContract(events);
    expect(events[0]).toMatchObject({
      flow: "etl-daily",
      file: workspace.path("etl.ts"),
      params: { n: 7 },
    });
    expect(last(events)).toMatchObject({ state: { name: "Completed" }, counts: { Completed: 4 } });
    const logs = events.filter(({ type }) => type === "log");
    expect(logs).toContainEqual(expect.objectContaining({ level: "info", message: "captured 7" }));
    expect(logs).toContainEqual(expect.objectContaining({ level: "warn", message: "careful" }));
    expect(events).toContainEqual(
      expect.objectContaining({ type: "progress", done: 1, total: 2, message: "half" }),
    );
    const subflow = events.find((event) => event.type === "run-started" && event.parent);
    expect(subflow).toMatchObject({ flow: "inner", parent: events[0]?.run });
    expect(stderr).toContain("top level print");
    expect(stderr).toContain("raw\n{}\n");
  });

  test("a failing flow ends with status 1 and says error, file and line", async () => {
    using workspace = new Workspace({
      "fail.ts": `${library}
const load = task(async (n: number) => {
  if (n > 0) throw new TypeError("no such table");
});
export const main = flow(async () => { await load(1); });`,
    });
    const { code, events, stderr } = await workspace.run("run", "fail.ts", "--json");
    expect(code).toBe(1);
    expectContract(events);
    const { error, counts } = last(events);
    expect(counts).toEqual({ Failed: 1 });
    expect(error).toMatchObject({ name: "TypeError", message: "no such table" });
    expect(error?.stack[0]).toMatchObject({ file: workspace.path("fail.ts"), line: 4, column: 20 });
    expect(stderr).toContain("TypeError: no such table");
    expect(stderr).toContain("fail.ts:4:20");
    expect(stderr).toMatch(/› 4 │ {3}if \(n > 0\) throw new TypeError/);
    expect(stderr).toContain(`millrace runs retry ${events[0]?.run}`);
  });

  test("100,000 characters a line and 20,000 lines arrive whole", async () => {
    using workspace = new Workspace({
      "logs.ts": `${library}
const chatter = task(async () => {
  logger().info("x".repeat(100_000));
  for (let i = 0; i < 20_000; i++) console.log("line", i);
  process.stdout.write(Buffer.alloc(300_000, 0xfe));
});
export const main = flow(async () => { await chatter(); });`,
    });
    const { code, events } = await workspace.run("run", "logs.ts", "--json", "--quiet");
    expect(code).toBe(0);
    expectContract(events);
    expect(events.filter(({ type }) => type === "log")).toHaveLength(20_001);
  });

  test("what led up to code that blocks is told before it blocks", async () => {
    using workspace = new Workspace({
      "block.ts": `${library}
const block = task(async () => { for (;;); });
const quick = task(async () => {});
export const main = flow(async () => { await quick(); await block(); });`,
    });
    const running = workspace.start("run", "block.ts", "--json");
    await running.printed(/"name":"block","state":\{"type":"RUNNING"/);
    running.child.kill("SIGINT");
    await running.printed("Ctrl-C again kills it");
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(130);
  });

  test("a reader that leaves does not harm the run", async () => {
    using workspace = new Workspace({
      "many.ts": `${library}
const one = task(async (n: number) => n);
export const main = flow(async () => { for (let i = 0; i < 300; i++) await one(i); console.log("reached the end"); });`,
    });
    const running = workspace.start("run", "many.ts", "--json");
    running.child.stdout?.once("data", () => running.child.stdout?.destroy());
    const { code, stderr } = await running.ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("reached the end");
  });

  test("nor do readers of all that is printed, that leave", async () => {
    using workspace = new Workspace({
      "many.ts": `${library}
const one = task(async (n: number) => { process.stdout.write(n + "\\n"); process.stderr.write(n + "\\n"); });
export const main = flow(async () => { for (let i = 0; i < 300; i++) await one(i); });`,
    });
    const running = workspace.start("run", "many.ts", "--json");
    running.child.stdout?.once("data", () => {
      running.child.stdout?.destroy();
      running.child.stderr?.destroy();
    });
    expect((await running.ended).code).toBe(0);
    const { stdout } = await workspace.run("runs", "ls", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ state: { name: "Completed" } });
  });
});

describe("what a person sees when there is no terminal", () => {
  const source = `${library}
const named = task({ name: "\\x1b[2Jclear\\rme" }, async () => {});
const row = task(async (n: number) => n);
export const main = flow({ name: "shown" }, async () => { await named(); await row.map(Array.from({ length: 1000 }, (_, i) => i)); });`;

  test("plain lines, no flood, no control characters", async () => {
    using workspace = new Workspace({ "shown.ts": source });
    const { code, stdout, stderr } = await workspace.run("run", "shown.ts");
    expect(code, stderr).toBe(0);
    expect(stdout).toBe("");
    expect(stderr.split("\n").length).toBeLessThan(20);
    expect(stderr).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(stderr).toContain("✓ clearme completed");
    expect(stderr).toContain("✓ row 1000/1000");
    expect(stderr).toMatch(/✓ shown completed in .* 1001 tasks · run \w+/);
  });

  test("--quiet shows nothing", async () => {
    using workspace = new Workspace({ "shown.ts": source });
    expect(await workspace.run("run", "shown.ts", "--quiet")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });
});
