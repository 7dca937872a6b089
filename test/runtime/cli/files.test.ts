import { rmSync } from "node:fs";
import type { TaskStateChanged } from "@millrace/protocol";
import { expect, test, vi } from "vitest";
import { openHistory, storeFolder, taskStatistics } from "../../../runtime/src/store/index.js";
import { Workspace } from "./workspace.js";

// Each run is a process of its own: on a busy machine several of them take their time.
vi.setConfig({ testTimeout: 60_000 });

const source = `
import { readFileSync, writeFileSync } from "node:fs";
import { flow, task } from "millrace";
const count = task({ files: { inputs: "data/*.csv", outputs: "count.txt" } }, () => {
  const count = readFileSync("data/a.csv", "utf8").length;
  writeFileSync("count.txt", String(count));
  return { count, seen: new Set(["a"]) };
});
const tell = task(({ count, seen }) => count + seen.size);
export const main = flow(() => tell(count()));
`;

test("in processes of their own, runs know what earlier ones left, and record why", async () => {
  using workspace = new Workspace({ "flows/f.ts": source, "data/a.csv": "12" });
  const reasons = async (...options: string[]) => {
    const { events } = await workspace.run("run", "flows/f.ts", "--json", ...options);
    return events
      .filter((event): event is TaskStateChanged => event.type === "task-state")
      .filter(({ name, state }) => name === "count" && state.type === "COMPLETED")
      .map(({ state, reason }) => `${state.name}: ${reason}`);
  };
  expect(await reasons()).toEqual(["Completed: first run"]);
  expect(await reasons()).toEqual(["Cached: up to date"]);
  workspace.write("data/a.csv", "123");
  expect(await reasons()).toEqual(["Completed: data/a.csv changed"]);
  expect(await reasons("--force")).toEqual(["Completed: forced"]);

  const shown = await workspace.run("runs", "show", "--json");
  const details = JSON.parse(shown.stdout);
  expect(details.tasks[0]).toMatchObject({ name: "count", reason: "forced" });
  expect(details.tasks[1]).not.toHaveProperty("reason");
  const history = openHistory(storeFolder(workspace.folder));
  expect(history && taskStatistics(history, "flows/f.ts#count")?.last.reason).toBe("forced");
  history?.close();
  expect((await workspace.run("runs", "show")).stdout).toMatch(/count +\d+m?s +forced/);
});

test("a run whose process was killed left nothing that counts", async () => {
  using workspace = new Workspace({
    "f.ts": `
      import { existsSync, writeFileSync } from "node:fs";
      import { flow, task } from "millrace";
      const make = task({ files: { inputs: "in.txt", outputs: "out.txt" } }, () => {
        writeFileSync("out.txt", "made");
        if (existsSync("die")) process.kill(process.pid, "SIGKILL");
      });
      export const main = flow(() => make());
    `,
    "in.txt": "a",
  });
  const run = async () => (await workspace.run("run", "f.ts")).stderr;
  await run();
  workspace.write("die", "");
  workspace.write("in.txt", "b");
  expect(await run()).toContain("crashed");
  workspace.write("in.txt", "a");
  rmSync(workspace.path("die"));
  expect(await run()).toContain("make running  its last run did not succeed");
  expect(await run()).toContain("up to date");
});

test("an input that is not there fails the task at the place where it is named", async () => {
  using workspace = new Workspace({ "flows/f.ts": source });
  const { stderr, code } = await workspace.run("run", "flows/f.ts");
  expect(stderr).toContain("MissingInputError: no file matches `data/*.csv` in");
  expect(stderr).toContain("at count (flows/f.ts:4:15)");
  expect(code).toBe(1);
});
