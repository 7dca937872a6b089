import { expect, test } from "vitest";
import { openHistory, openStore, taskCounts } from "../../../runtime/src/store/index.js";
import { complete, flowRun, taskRun } from "./records.js";
import { startFixture, temporaryFolder } from "./workspace.js";

test("eight processes that open a new store and write at once see no lock, and lose nothing", async () => {
  const folder = temporaryFolder();
  const ids = Array.from({ length: 8 }, (_, index) => `run${index}`);
  const writers = ids.map((id) => startFixture("write-many.ts", [folder, id, "400"]));
  for (const { ended } of writers) {
    expect(await ended).toEqual({ code: 0, signal: null, stderr: "" });
  }
  const history = openHistory(folder);
  for (const id of ids) expect(history && taskCounts(history, id)).toEqual({ Completed: 400 });
  history?.close();
}, 60_000);

test("what is recorded is in the file within 50 ms, without a flush", async () => {
  const folder = temporaryFolder();
  const store = openStore({ folder });
  const history = openHistory(folder);
  const run = flowRun();
  store.flowRun(run);
  store.taskRun(complete(run, taskRun(run, 1), 1));
  const buffered = performance.now();
  await expect
    .poll(() => history && taskCounts(history, run.id), { interval: 1 })
    .toEqual({ Completed: 1 });
  // Twice the promise: a loaded machine may wake a timer late.
  expect(performance.now() - buffered).toBeLessThan(100);
  history?.close();
  store.close();
});

test("a deleted folder does not end a run: it goes on in a new file", async () => {
  const folder = temporaryFolder();
  const { rmSync } = await import("node:fs");
  const store = openStore({ folder });
  const run = flowRun();
  store.flowRun(run);
  store.flush();
  rmSync(folder, { recursive: true });
  store.taskRun(complete(run, taskRun(run, 1), 1));
  store.flush();
  const history = openHistory(folder);
  expect(history && taskCounts(history, run.id)).toEqual({ Completed: 1 });
  history?.close();
  store.close();
});
