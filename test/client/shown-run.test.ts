/** The run on the graph: what a panel is told of it, and when. */
import { expect, test } from "vitest";
import { ShownRun } from "../../client/src/panel/shown-run.js";
import type { RunChange } from "../../client/src/runs/run-changes.js";
import { RunModel } from "../../client/src/runs/run-model.js";
import { drawn } from "./support/drawn.js";

const SITE = "/w/flow.ts:2:10";

test("a task run that comes between the matching and the snapshot is told of on its node", async () => {
  const common = { run: "main", time: 1 };
  const model = RunModel.started(
    { type: "run-started", ...common, seq: 1, flow: "main", file: "/w/flow.ts", params: {} },
    "flow.ts#main",
  );
  const told: RunChange[] = [];
  const graph = await drawn({
    "flow.ts": `import { flow, task } from "millrace";
      const late = task(() => 1);
      export const main = flow(() => late());`,
  });
  const shown = new ShownRun(
    { model, onDidChange: () => ({ dispose() {} }) },
    async ({ calls }) => calls.map(({ name }) => `main/${name}#1`),
    () => graph,
    (change) => told.push(change),
  );
  await shown.begin();
  model.apply({
    type: "task-state",
    ...common,
    seq: 2,
    task: "main.1",
    name: "late",
    node: SITE,
    attempt: 1,
    upstream: [],
    state: { type: "RUNNING", name: "Running" },
  });
  shown.inSnapshot();
  expect(shown.tasks.map(({ node }) => node)).toEqual([undefined]);

  await expect.poll(() => told.length).toBe(1);
  expect(told[0]?.tasks.map(({ node }) => node)).toEqual(["main/late#1"]);
  shown.dispose();
});

test("task runs say how many attempts the code allows, in subflows and without a call site too", async () => {
  const graph = await drawn({
    "flow.ts": `import { flow, task } from "millrace";
      const load = task({ retries: 2 }, async () => 1);
      const clean = task(async () => 2);
      const inner = flow(async () => { await load.with({ retries: 4 })(); });
      export const main = flow(async () => { await load(); await clean(); await inner(); });`,
  });
  const common = { run: "main", time: 1 };
  const model = RunModel.started(
    { type: "run-started", ...common, seq: 1, flow: "main", file: "/w/flow.ts", params: {} },
    "flow.ts#main",
  );
  const task = (run: string, seq: number, id: string, name: string, attempt = 1) =>
    model.apply({
      type: "task-state",
      ...{ run, time: 1, seq, task: id, name, attempt, upstream: [] },
      state: { type: "RUNNING", name: attempt > 1 ? "Retrying" : "Running" },
    });
  task("main", 2, "main.1", "load");
  task("main", 3, "main.2", "clean");
  task("main", 4, "main.3", "inner");
  const begun = { type: "run-started", run: "r2", seq: 1, time: 1, parentTask: "main.3" } as const;
  model.apply({ ...begun, flow: "inner", file: "/w/flow.ts", params: {} });
  task("r2", 2, "r2.1", "load");
  const source = { model, onDidChange: () => ({ dispose() {} }) };
  const shown = new ShownRun(
    source,
    async ({ calls }) => calls.map(() => null),
    () => graph,
    () => {},
  );
  await shown.begin();
  const allowed = () =>
    Object.fromEntries(shown.tasks.map(({ id, attemptsAllowed }) => [id, attemptsAllowed]));
  expect(allowed()).toEqual({
    "main.1": 3,
    "main.2": undefined,
    "main.3": undefined,
    "r2.1": 5,
  });
  // The code allows fewer by now: what the run did was allowed then.
  task("main", 5, "main.1", "load", 4);
  await shown.rematch();
  expect(allowed()["main.1"]).toBeUndefined();
  shown.dispose();
});
