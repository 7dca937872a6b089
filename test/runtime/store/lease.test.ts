import { hostname } from "node:os";
import { expect, test } from "vitest";
import {
  type Connection,
  findRun,
  openHistory,
  openStore,
  sweep,
  taskRuns,
} from "../../../runtime/src/store/index.js";
import { silenceOfOtherHosts } from "../../../runtime/src/store/sweep.js";
import { complete, flowRun, taskRun } from "./records.js";
import { startFixture, startProcess, temporaryFolder } from "./workspace.js";

/** A run of this process with a finished and an unfinished task run, and its store. */
function runHere(): { folder: string; history: Connection } {
  const folder = temporaryFolder();
  const store = openStore({ folder });
  const run = flowRun();
  store.flowRun(run);
  store.taskRun(complete(run, taskRun(run, 1), "kept"));
  store.taskRun(taskRun(run, 2));
  store.flush();
  store.close();
  const history = openHistory(folder);
  if (history === undefined) throw new Error("there is no store");
  return { folder, history };
}

function stateAfterSweep(history: Connection): string {
  sweep(history);
  return findRun(history, "run1").state.name;
}

const ended = async () => {
  const child = startProcess(process.execPath, ["-e", ""]);
  await child.ended;
  return child.pid;
};

test("a run of a living process goes on", () => {
  expect(stateAfterSweep(runHere().history)).toBe("Running");
});

test("a run whose process is gone is Crashed, its unfinished tasks too, its finished ones stay", async () => {
  const { history } = runHere();
  history.run("UPDATE runs SET pid = ?", [await ended()]);
  expect(stateAfterSweep(history)).toBe("Crashed");
  const [done, open] = taskRuns(history, "run1");
  expect(done?.state).toEqual({ type: "COMPLETED", name: "Completed" });
  expect(open?.state.name).toBe("Crashed");
  expect(open?.state.message).toMatch(/^was Running when its process \(pid \d+\) ended/);
  // Each change has the next number: the events can still be told without a gap.
  const run = findRun(history, "run1");
  expect([open?.history.at(-1)?.seq, run.history.at(-1)?.seq]).toEqual([run.seq - 1, run.seq]);
});

test("a process id that another process has now does not keep a run alive", () => {
  const { history } = runHere();
  // This process's id, with the start of another.
  history.run("UPDATE runs SET process_start = ?", ["5f2c0000-0000-0000-0000-000000000000:42"]);
  expect(stateAfterSweep(history)).toBe("Crashed");
});

test("a process too busy for its heartbeat is alive", async () => {
  const folder = temporaryFolder();
  const child = startFixture("hold-run.ts", [folder, "busy"]);
  await child.said("recorded");
  const history = openHistory(folder) as Connection;
  history.run("UPDATE runs SET heartbeat = heartbeat - ?", [10 * silenceOfOtherHosts]);
  expect(stateAfterSweep(history)).toBe("Running");
  child.process.kill("SIGKILL");
  await child.ended;
  expect(stateAfterSweep(history)).toBe("Crashed");
});

test("of a process on another host only the heartbeat tells", () => {
  const { history } = runHere();
  history.run("UPDATE runs SET host = ?", [`not-${hostname()}`]);
  expect(stateAfterSweep(history)).toBe("Running");
  history.run("UPDATE runs SET heartbeat = heartbeat - ?", [silenceOfOtherHosts + 1_000]);
  expect(stateAfterSweep(history)).toBe("Crashed");
  expect(findRun(history, "run1").state.message).toMatch(/no sign of life for 6\d s/);
});

test("a run that was asked to cancel and whose process is gone is Cancelled", async () => {
  const { history } = runHere();
  history.run("UPDATE runs SET pid = ?, cancel_requested = 1", [await ended()]);
  expect(stateAfterSweep(history)).toBe("Cancelled");
});

test("a run is stopped when its supervisor is gone", async () => {
  const folder = temporaryFolder();
  const supervisor = startProcess(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const child = startFixture("hold-run.ts", [folder, "idle"], {
    env: { ...process.env, MILLRACE_SUPERVISOR: String(supervisor.pid) },
  });
  await child.said("recorded");
  const history = openHistory(folder) as Connection;
  expect(stateAfterSweep(history)).toBe("Running");
  supervisor.process.kill("SIGKILL");
  await supervisor.ended;
  expect(stateAfterSweep(history)).toBe("Crashed");
  expect(findRun(history, "run1").state.message).toContain(`(pid ${supervisor.pid}) is gone`);
  expect((await child.ended).signal).toBe("SIGKILL");
});

test("processes that sweep at the same time end a run once", async () => {
  const { folder, history } = runHere();
  history.run("UPDATE runs SET pid = ?", [await ended()]);
  const others = Array.from({ length: 4 }, () => openHistory(folder) as Connection);
  for (const other of others) sweep(other);
  const crashes = findRun(history, "run1").history.filter(({ name }) => name === "Crashed");
  expect(crashes).toHaveLength(1);
});
