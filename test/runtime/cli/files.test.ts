import type { TaskStateChanged } from "@millrace/protocol";
import { expect, test } from "vitest";
import { Workspace } from "./workspace.js";

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
  expect((await workspace.run("runs", "show")).stdout).toMatch(/count +\d+m?s +forced/);
});

test("an input that is not there fails the task at the place where it is named", async () => {
  using workspace = new Workspace({ "flows/f.ts": source });
  const { stderr, code } = await workspace.run("run", "flows/f.ts");
  expect(stderr).toContain("MissingInputError: no file matches `data/*.csv` in");
  expect(stderr).toContain("at count (flows/f.ts:4:15)");
  expect(code).toBe(1);
});
