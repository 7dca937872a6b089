import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { RunFinished, TaskStateChanged } from "../../../protocol/src/index.js";
import { type Ended, Workspace } from "./workspace.js";

/** Each task leaves a line in `ran.log`: what ran, in whatever process, is known afterwards. */
const sums = `import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { flow, task } from "millrace";
const double = task({ name: "double" }, async (n: number) => {
  await delay(8);
  appendFileSync("ran.log", "double " + n + "\\n");
  return n * 2;
});
const add = task({ name: "add" }, (a: number, b: number) => {
  appendFileSync("ran.log", "add\\n");
  return a + b;
});
export const sum = flow({ maxTasks: 2 }, async (count: number) => {
  let total: Promise<number> | number = 0;
  for (const n of await double.map(Array.from({ length: count }, (_, i) => i))) {
    total = await add(total, n);
  }
  return total;
});`;

const finished = ({ events }: Ended) => events.at(-1) as RunFinished;
const linesOf = (workspace: Workspace, start: string) =>
  readFileSync(workspace.path("ran.log"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith(start));

async function newestRun(workspace: Workspace): Promise<{ id: string; state: string }> {
  const { stdout } = await workspace.run("runs", "ls", "--json", "--limit", "1");
  const { id, state } = JSON.parse(stdout) as { id: string; state: { name: string } };
  return { id, state: state.name };
}

describe("runs retry", () => {
  test("finishes a run that was killed at random moments, and runs nothing twice that was done", async () => {
    const count = 60;
    using workspace = new Workspace({ "sum.ts": sums });
    let running = workspace.start("run", "sum.ts", "-p", `count=${count}`, "--json");
    const kills = 4;
    const moments = Array.from({ length: kills }, () => Math.round(Math.random() * 60));
    for (const moment of moments) {
      // At least one more task has ended since the last kill, so each retry makes progress.
      await running.printed(/"name":"double"[^\n]*"COMPLETED","name":"Completed"/);
      await delay(moment);
      running.child.kill("SIGKILL");
      await running.ended;
      const { id, state } = await newestRun(workspace);
      expect(state, `killed ${moment} ms after its first result`).toBe("Crashed");
      running = workspace.start("runs", "retry", id, "--json");
    }
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(finished(ended).state.name).toBe("Completed");

    const restored = finished(ended).counts.Restored ?? 0;
    const ran = linesOf(workspace, "double ");
    expect(new Set(ran).size).toBe(count);
    expect(restored).toBeGreaterThan(0);
    // Of every kill: two tasks under way, and what ended in the last 50 ms, at 4 ms each.
    expect(ran.length - count, `killed after ${moments} ms`).toBeLessThanOrEqual(kills * (2 + 13));
  });

  test("takes over what finished, and says what it could not take over and why", async () => {
    const source = (source: string, repaired: boolean) => `import { flow, task } from "millrace";
const extract = task(() => [3, 1, 2]);
const transform = task((rows: number[]) => ${source});
const load = task((rows: number[]) => {
  ${repaired ? "" : 'throw new Error("the table is locked");'}
  return rows.length;
});
export const etl = flow(() => load(transform(extract())));`;
    using workspace = new Workspace({ "etl.ts": source("rows.toSorted()", false) });
    const failed = await workspace.run("run", "etl.ts", "--json");
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/etl\.ts:5/);

    workspace.write("etl.ts", source("rows.toSorted().reverse()", true));
    const ended = await workspace.run("runs", "retry", finished(failed).run, "--json");
    expect(ended.code, ended.stderr).toBe(0);
    const ends = ended.events
      .filter((event): event is TaskStateChanged => event.type === "task-state")
      .filter(({ state }) => state.type === "COMPLETED")
      .map(({ name, state }) => [name, state.name]);
    expect(ends).toEqual([
      ["extract", "Restored"],
      ["transform", "Completed"],
      ["load", "Completed"],
    ]);
    const logs = ended.events.flatMap((event) => (event.type === "log" ? [event.message] : []));
    expect(logs.join("\n")).toMatch(/transform.*source changed/);
    expect(ended.events[0]).toMatchObject({ type: "run-started", retryOf: finished(failed).run });
  });
});
