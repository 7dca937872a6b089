import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test, vi } from "vitest";
import type { RunFinished } from "../../../protocol/src/index.js";
import { connect, eventsAfter, findRun, storeFolder } from "../../../runtime/src/store/index.js";
import { type Ended, isAlive, Workspace } from "./workspace.js";

const library = 'import { flow, task } from "millrace";\n';

/** A flow whose one task starts a child process, prints both process ids, and waits. */
const waiting = `${library}
import { spawn } from "node:child_process";
const wait = task(async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  process.stderr.write(\`pids \${process.pid} \${child.pid} \\n\`);
  await new Promise((resolve) => child.once("exit", resolve));
});
export const main = flow(async () => { await wait(); });`;

const last = ({ events }: Ended) => events.at(-1) as RunFinished;

function expectDense({ events }: Ended): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(last({ events } as Ended)?.type).toBe("run-finished");
}

/** Starts the waiting flow and gives its process ids once it waits. */
async function startWaiting(workspace: Workspace, ...options: string[]) {
  const running = workspace.start("run", "wait.ts", "--json", ...options);
  const [, runner, child] = await running.printed(/pids (\d+) (\d+) /);
  return { running, runner: Number(runner), child: Number(child) };
}

async function gone(...pids: number[]): Promise<void> {
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), {
    timeout: 10_000,
    interval: 50,
  });
}

/** The state of the newest run as the next command sees it. */
async function stateIn(workspace: Workspace): Promise<string | undefined> {
  const { stdout } = await workspace.run("runs", "ls", "--json");
  const [newest = "{}"] = stdout.split("\n");
  return (JSON.parse(newest) as { state?: { name: string } }).state?.name;
}

describe("cancel", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s cancels the run, ends its children, status 130",
    async (signal) => {
      using workspace = new Workspace({ "wait.ts": waiting });
      const { running, runner, child } = await startWaiting(workspace);
      running.child.kill(signal);
      const ended = await running.ended;
      expect(ended.code, ended.stderr).toBe(130);
      expectDense(ended);
      expect(last(ended).state.type).toBe("CANCELLED");
      expect(ended.events).toContainEqual(
        expect.objectContaining({
          type: "run-state",
          state: expect.objectContaining({ name: "Cancelling" }),
        }),
      );
      expect(ended.stderr).toContain("Ctrl-C again kills it");
      await gone(runner, child);
    },
  );

  test("the second signal kills what does not want to end", async () => {
    using workspace = new Workspace({
      "stubborn.ts": `${library}
const spin = task(async () => {
  process.stderr.write(\`spinning \${process.pid}\\n\`);
  for (;;);
});
export const main = flow(async () => { await spin(); });`,
    });
    const running = workspace.start("run", "stubborn.ts", "--json");
    const [, runner] = await running.printed(/spinning (\d+)/);
    running.child.kill("SIGINT");
    await running.printed("Ctrl-C again kills it");
    running.child.kill("SIGINT");
    const ended = await running.ended;
    expect(ended.code).toBe(130);
    expectDense(ended);
    expect(last(ended)).toMatchObject({ state: { name: "Cancelled" }, counts: { Cancelled: 1 } });
    await gone(Number(runner));
    expect(await stateIn(workspace)).toBe("Cancelled");
  });
});

describe("however the run's process ends, the run ends", () => {
  test("process.exit in a task is a crash, status 1", async () => {
    using workspace = new Workspace({
      "exit.ts": `${library}
const first = task(async () => 1);
const leave = task(async () => { process.exit(0); });
export const main = flow(async () => { await first(); await leave(); });`,
    });
    const ended = await workspace.run("run", "exit.ts", "--json");
    expect(ended.code, ended.stderr).toBe(1);
    expectDense(ended);
    expect(last(ended)).toMatchObject({
      state: { name: "Crashed" },
      counts: { Completed: 1, Crashed: 1 },
    });
    expect(ended.stderr).toContain("ended with status 0 before the flow");
    expect(await stateIn(workspace)).toBe("Crashed");
  });

  test("an error that nobody catches is a crash with that error", async () => {
    using workspace = new Workspace({
      "stray.ts": `${library}
const stray = task(async () => {
  setTimeout(() => { throw new RangeError("out of nowhere"); });
  await new Promise(() => setInterval(() => {}, 1000));
});
export const main = flow(async () => { await stray(); });`,
    });
    const ended = await workspace.run("run", "stray.ts", "--json");
    expect(ended.code).toBe(1);
    expectDense(ended);
    expect(last(ended).error).toMatchObject({ name: "RangeError", message: "out of nowhere" });
    expect(ended.stderr).toContain("stray.ts:4:28");
  });

  test("kill -9 of the run's process: Crashed, status 1, children gone, the store knows", async () => {
    using workspace = new Workspace({ "wait.ts": waiting });
    const { running, runner, child } = await startWaiting(workspace);
    process.kill(runner, "SIGKILL");
    const ended = await running.ended;
    expect(ended.code).toBe(1);
    expectDense(ended);
    expect(last(ended)).toMatchObject({ state: { name: "Crashed" }, counts: { Crashed: 1 } });
    expect(ended.stderr).toContain("was killed by SIGKILL");
    await gone(child);
    expect(await stateIn(workspace)).toBe("Crashed");
  });

  test("kill -9 while a person is asked: the last events are those of the store", async () => {
    using workspace = new Workspace({
      "ask.ts": `${library}
import { input } from "millrace";
const quick = task(async () => 1);
const ask = task(async () => { await input({ key: "go", prompt: "Go?" }); });
export const inner = flow(async () => { await ask(); });
export const main = flow(async () => { await quick(); await Promise.all([ask(), inner()]); });`,
    });
    const running = workspace.start("run", "ask.ts:main", "--json");
    await running.printed(/"Paused"[\s\S]*"Paused"/);
    const history = connect(storeFolder(workspace.folder));
    try {
      const paused = "SELECT 1 FROM task_runs WHERE state = 'Paused'";
      await vi.waitFor(() => expect(history.all(paused)).toHaveLength(2));
      const { pid } = history.first<{ pid: number }>("SELECT pid FROM runs") ?? { pid: 0 };
      process.kill(pid, "SIGKILL");
      const { events } = await running.ended;
      const runs = [...new Set(events.map(({ run }) => run))];
      expect(runs).toHaveLength(2);
      for (const run of runs) {
        const live = events.filter((event) => event.run === run);
        const withoutError = (event: object) => ({ ...event, error: undefined });
        expect(live.slice(1).map(withoutError)).toEqual(
          eventsAfter(history, findRun(history, run), 1).map(withoutError),
        );
        expect(live.slice(-3)).toMatchObject([
          { type: "task-state", state: { name: "Crashed" } },
          { type: "input-settled", outcome: "cancelled" },
          { type: "run-finished", state: { message: expect.stringContaining("SIGKILL") } },
        ]);
      }
    } finally {
      history.close();
    }
  });

  test("kill -9 of the supervisor takes the run with it; it is recorded as Crashed", async () => {
    using workspace = new Workspace({ "wait.ts": waiting });
    const { running, runner, child } = await startWaiting(workspace);
    running.child.kill("SIGKILL");
    await gone(runner, child);
    expect(await stateIn(workspace)).toBe("Crashed");
  });

  test("an editor that goes away does the run no harm", async () => {
    using workspace = new Workspace({
      "etl.ts": `${library}
const slow = task(async () => {
  process.stderr.write("begun\\n");
  await new Promise((resolve) => setTimeout(resolve, 300));
});
export const main = flow(async () => { await slow(); console.log("reached"); });`,
    });
    const path =
      process.platform === "win32" ? "\\\\.\\pipe\\millrace-test" : workspace.path("e.sock");
    const editor = createServer((socket) => {
      socket.once("data", () => socket.destroy());
    });
    editor.listen(path);
    await once(editor, "listening");
    const env = { MILLRACE_EVENTS: path, MILLRACE_EVENTS_TOKEN: "token" };
    const millrace = workspace.path("node_modules/millrace/bin/millrace.js");
    const { code, stderr } = await workspace.spawn([millrace, "run", "etl.ts:main"], env).ended;
    editor.close();
    expect(code, stderr).toBe(0);
  });

  test("a server and a timer left open do not keep a finished run alive", async () => {
    using workspace = new Workspace({
      "open.ts": `${library}
import { createServer } from "node:http";
export const main = flow(async () => { createServer().listen(0); setInterval(() => {}, 1000); });`,
    });
    expect(await workspace.run("run", "open.ts", "--quiet")).toMatchObject({ code: 0 });
  });
});

describe("a retry", () => {
  const source = `${library}
import { existsSync } from "node:fs";
const extract = task(async (from: Date) => from.getFullYear());
const load = task(async (year: number) => {
  if (!existsSync("repaired")) throw new Error("not yet");
  return year;
});
export const main = flow(async (from: Date, label = "x") => { await load(await extract(from)); });`;

  test("takes parameters and finished tasks over from the run it retries", async () => {
    using workspace = new Workspace({ "etl.ts": source });
    const first = await workspace.run("run", "etl.ts", "-p", "from=2024-05-06", "--json");
    expect(first.code).toBe(1);
    const id = first.events[0]?.run ?? "";
    workspace.write("repaired", "");
    for (const command of [
      ["run", "etl.ts", "--retry-of", id.slice(0, 8), "-p", "label=y"],
      ["runs", "retry", id],
    ]) {
      const { code, events, stderr } = await workspace.run(...command, "--json");
      expect(code, stderr).toBe(0);
      expect(events[0]).toMatchObject({
        retryOf: id,
        params: { from: "2024-05-06T00:00:00.000Z" },
      });
      const ends = events.flatMap((event) =>
        event.type === "task-state" ? [`${event.name} ${event.state.name}`] : [],
      );
      expect(ends).toContain("extract Restored");
      expect(ends).toContain("load Completed");
    }
  });
});

test("a task that could not run leads to the one that failed", async () => {
  using workspace = new Workspace({
    "etl.ts": `${library}
const check = task(async () => {
  throw new Error("14 rows lack a value");
});
const publish = task(async (rows: unknown) => rows);
export const main = flow(() => publish(check()));`,
  });
  const { code, stderr } = await workspace.run("run", "etl.ts");
  expect(code).toBe(1);
  expect(stderr).toMatch(/Error: 14 rows lack a value {2}in task check\n {4}at .*etl\.ts:4:9/);
});

test("`runs cancel` from another terminal cancels the run", async () => {
  using workspace = new Workspace({ "wait.ts": waiting });
  const { running, runner, child } = await startWaiting(workspace);
  const run = /"run":"([^"]+)"/.exec(running.stdout)?.[1] ?? "";
  const cancel = await workspace.run("runs", "cancel", run);
  expect(cancel.code, cancel.stderr).toBe(0);
  const ended = await running.ended;
  expect(ended.code).toBe(130);
  expectDense(ended);
  await gone(runner, child);
});

describe("a flow that a program calls itself", () => {
  test("is recorded, and its tasks are printed", async () => {
    using workspace = new Workspace({
      "plain.mjs": `${library}
const load = task({ name: "load" }, async () => 5);
const main = flow({ name: "main" }, async () => load());
console.log("result", await main());`,
    });
    const { code, stdout, stderr } = await workspace.spawn(["plain.mjs"]).ended;
    expect(code, stderr).toBe(0);
    expect(stdout).toBe("result 5\n");
    expect(stderr).toContain("✓ load completed");
    expect(stderr).toMatch(/✓ main completed/);
    expect((await workspace.run("runs", "ls")).stdout).toContain("main");
  });

  test("tells an editor that listens", async () => {
    using workspace = new Workspace({
      "plain.mjs": `${library}await flow({ name: "main" }, async () => 1)();`,
    });
    const path =
      process.platform === "win32" ? "\\\\.\\pipe\\millrace-test2" : workspace.path("e.sock");
    let heard = "";
    const editor = createServer((socket) =>
      socket.setEncoding("utf8").on("data", (text) => (heard += text)),
    );
    editor.listen(path);
    await once(editor, "listening");
    await workspace.spawn(["plain.mjs"], { MILLRACE_EVENTS: path, MILLRACE_EVENTS_TOKEN: "t0ken" })
      .ended;
    editor.close();
    expect(heard.split("\n")[0]).toBe("t0ken");
    expect(heard).toContain('"type":"run-finished"');
  });
});
