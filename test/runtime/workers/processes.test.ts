/** Tasks with `runIn: "worker"` in real runs: what they did is what the run recorded. */
import type { LogWritten, RunEvent, TaskStateChanged } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import { Workspace } from "../cli/workspace.js";

const head = `
import { setTimeout as wait } from "node:timers/promises";
import { isMainThread } from "node:worker_threads";
import { artifact, flow, input, logger, progress, runtime, task } from "millrace";
`;

const logs = (events: readonly RunEvent[]) =>
  events.filter((event): event is LogWritten => event.type === "log");
const last = (events: readonly RunEvent[], name: string) =>
  events
    .filter(
      (event): event is TaskStateChanged => event.type === "task-state" && event.name === name,
    )
    .at(-1);

describe("a task in a worker thread", () => {
  test("two that keep a processor busy overlap, and the run's own loop turns meanwhile", async () => {
    using workspace = new Workspace({
      "busy.ts": `${head}
        export const busy = task({ runIn: "worker" }, (name: string) => {
          const from = Date.now();
          while (Date.now() - from < 1000) ;
          return { from, to: Date.now(), main: isMainThread };
        });`,
      "a.ts": `${head}
        import { busy } from "./busy.js";
        export const main = flow(async () => {
          await Promise.all([busy("warm"), busy("up")]);
          let longest = 0, at = performance.now();
          const timer = setInterval(() => { longest = Math.max(longest, performance.now() - at); at = performance.now(); }, 5);
          const [a, b] = await Promise.all([busy("a"), busy("b")]);
          clearInterval(timer);
          logger().info(JSON.stringify({ a, b, longest }));
        });`,
      "millrace.config.ts": `import { defineConfig } from "millrace"; export default defineConfig({ workers: 2 });`,
    });
    const { code, events } = await workspace.run("run", "a.ts", "--json");
    expect(code).toBe(0);
    const { a, b, longest } = JSON.parse(logs(events)[0]?.message ?? "");
    expect([a.main, b.main]).toEqual([false, false]);
    expect(Math.max(a.from, b.from)).toBeLessThan(Math.min(a.to, b.to));
    expect(longest).toBeLessThan(800);
  }, 60_000);

  test("one more than there are threads waits for one", async () => {
    using workspace = new Workspace({
      "a.ts": `${head}
        export const busy = task({ runIn: "worker" }, (n: number) => wait(20));
        export const main = flow(() => busy.map([1, 2, 3]));`,
      "millrace.config.ts": `import { defineConfig } from "millrace"; export default defineConfig({ workers: 1 });`,
    });
    const { code, events } = await workspace.run("run", "a.ts", "--json");
    expect(code).toBe(0);
    const waited = events.filter(
      (event) => event.type === "task-state" && event.state.message === "the worker thread is busy",
    );
    expect(waited.length).toBeGreaterThanOrEqual(2);
  }, 60_000);

  test("what it logs, prints, reports and throws is recorded as of any task", async () => {
    using workspace = new Workspace({
      "a.ts": `${head}
        class Broken extends RangeError { override name = "Broken"; code = 7; }
        export const talks = task({ runIn: "worker", retries: 1, retryIf: (e: any) => e.code === 7 }, async () => {
          const { runId, attempt, flowName, params } = runtime();
          logger().warn({ runId, attempt, flowName, params }, "told");
          console.log("printed");
          progress(1, 3, "a third");
          artifact.markdown("note", "# From a worker");
          throw new Broken("it broke", { cause: new Error("the reason") });
        });
        export const main = flow((size = 4) => talks());`,
    });
    const { code, events } = await workspace.run("run", "a.ts", "-p", "size=4", "--json");
    expect(code).toBe(1);
    const lines = logs(events).filter(({ task }) => task !== undefined);
    expect(lines.map(({ level, message }) => [level, message.split(" ")[0]])).toEqual([
      ["warn", "told"],
      ["info", "printed"],
      ["warn", "told"],
      ["info", "printed"],
    ]);
    expect(lines[0]?.message).toContain("flowName: 'main'");
    expect(lines[0]?.message).toContain("size: 4");
    expect(lines[0]?.source).toEqual({ file: workspace.path("a.ts"), line: 9 });
    expect(events).toContainEqual(expect.objectContaining({ type: "progress", done: 1, total: 3 }));
    const failed = last(events, "talks");
    expect(failed).toMatchObject({
      attempt: 2,
      error: { name: "Broken", message: "it broke: the reason" },
    });
    expect(failed?.error?.stack[0]).toMatchObject({ file: workspace.path("a.ts"), line: 13 });
    const shown = await workspace.run("runs", "show", "--json");
    expect(shown.stdout).toContain("Broken");
  }, 60_000);

  test("a timeout ends an endless loop, and a cancelled run ends in time", async () => {
    using workspace = new Workspace({
      "a.ts": `${head}
        export const endless = task({ runIn: "worker", timeout: 0.2 }, () => { for (;;); });
        export const polite = task({ runIn: "worker", timeout: 0.2 }, async () => {
          await new Promise((resolve) => runtime().signal.addEventListener("abort", resolve));
          logger().info("heard " + (runtime().signal.reason as Error).name);
        });
        export const stuck = task({ runIn: "worker" }, () => { console.log("stuck"); for (;;); });
        export const main = flow(async () => { await endless().wait(); await polite().wait(); await wait(50); });
        export const other = flow(() => stuck());`,
    });
    const { events } = await workspace.run("run", "a.ts:main", "--json");
    expect(last(events, "endless")?.state.name).toBe("TimedOut");
    expect(last(events, "polite")?.state.name).toBe("TimedOut");

    const running = workspace.start("run", "a.ts:other", "--json");
    await running.printed(/"name":"stuck","state":{"type":"RUNNING"/);
    running.child.kill("SIGINT");
    const { code } = await running.ended;
    expect(code).toBe(130);
  }, 60_000);

  test("what cannot go to a worker, or come back, is named", async () => {
    using workspace = new Workspace({
      "a.ts": `${head}
        export const takes = task({ runIn: "worker" }, (rows: unknown) => rows);
        export const gives = task({ runIn: "worker" }, () => ({ rows: [{ close() {} }] }));
        export const calls = task({ runIn: "worker" }, () => takes(1));
        export const asks = task({ runIn: "worker" }, () => input());
        export const exits = task({ runIn: "worker" }, () => process.exit(3));
        export class Etl { @task({ runIn: "worker" }) async load() { return 1; } }
        export const main = flow(async () => {
          const local = task({ runIn: "worker" }, () => 1);
          const calls_ = [takes([{ close: () => {} }]), gives(), calls(), asks(), exits(), local(), new Etl().load()];
          for (const call of calls_) logger().error(await (call as Promise<unknown>).then(String, (error) => error.message));
        });`,
    });
    const { events } = await workspace.run("run", "a.ts", "--json");
    const said = logs(events).map(({ message }) => message);
    expect(said[0]).toMatch(
      /takes cannot be given to a worker thread: argument \[0\]\[0\]\.close is the function close/,
    );
    expect(said[1]).toMatch(
      /gives returned cannot be copied .*: result\.rows\[0\]\.close is the function close/,
    );
    expect(said[2]).toMatch(/takes was called in a worker thread/);
    expect(said[3]).toMatch(/input\(\) was called in a worker thread/);
    expect(said[4]).toMatch(/the worker thread of exits ended with status 3/);
    expect(said[5]).toMatch(/cannot run in a worker thread: a\.ts does not export it/);
    expect(said[6]).toMatch(/load cannot run in a worker thread: it is a method/);
  }, 60_000);

  test("under a debugger it runs where the breakpoints are", async () => {
    using workspace = new Workspace({
      "a.ts": `${head}
        export const where = task({ runIn: "worker" }, () => isMainThread);
        export const main = flow(async () => logger().info("main thread: " + (await where())));`,
    });
    const bin = workspace.path("node_modules/millrace/dist/run.js");
    const { stderr, code } = await workspace.spawn(["--inspect=0", bin, "a.ts"]).ended;
    expect(code).toBe(0);
    expect(stderr).toContain("Debugger listening");
    const shown = await workspace.run("runs", "logs");
    expect(shown.stdout).toContain("main thread: true");
  }, 60_000);

  test("in a program that tsx runs, a worker loads TypeScript without it", async () => {
    using workspace = new Workspace({
      "a.ts": `${head}
        export const where = task({ runIn: "worker" }, () => isMainThread);
        export const main = flow(async () => where());`,
      "program.ts": `import { main } from "./a.js";
        console.log(await main());`,
    });
    const tsx = import.meta.resolve("tsx");
    for (const flags of [["--import", tsx], [`--import=${tsx}`]]) {
      const { stdout, stderr, code } = await workspace.spawn([...flags, "program.ts"]).ended;
      expect({ stdout, code }, stderr).toEqual({ stdout: "false\n", code: 0 });
    }
  }, 60_000);
});
