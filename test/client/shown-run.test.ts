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
