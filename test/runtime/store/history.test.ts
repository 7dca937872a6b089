import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../../runtime/src/engine/store.js";
import {
  type Connection,
  eventsAfter,
  findRun,
  flowStatistics,
  listRuns,
  openHistory,
  openStore,
  removeRun,
  removeRuns,
  shrink,
  taskRuns,
  taskStatistics,
} from "../../../runtime/src/store/index.js";
import { complete, enter, flowRun, taskRun } from "./records.js";
import { temporaryFolder } from "./workspace.js";

let store: Store;
let history: Connection;
beforeEach(() => {
  const folder = temporaryFolder();
  store = openStore({ folder });
  history = openHistory(folder) as Connection;
  return () => {
    history.close();
    store.close();
  };
});

/** Ended runs, one a day, the newest made now. */
function endedRuns(...names: ("Completed" | "Failed")[]): void {
  for (const [index, name] of names.entries()) {
    const created = Date.now() - (names.length - 1 - index) * 86_400_000;
    const run = flowRun({ id: `run${index}`, created });
    const task = taskRun(run, 1, { created });
    if (name === "Completed") task.result = { value: index };
    enter(run, task, name, created + 100);
    enter(run, run, name, created + 200);
    store.flowRun(run);
    store.taskRun(task);
  }
  store.flush();
}

const ids = (filter = {}) => listRuns(history, filter).map(({ id }) => id);

describe("runs are listed newest first", () => {
  test("by flow, state, time and number", () => {
    endedRuns("Completed", "Failed", "Completed");
    expect(ids()).toEqual(["run2", "run1", "run0"]);
    expect(ids({ states: ["Completed"] })).toEqual(["run2", "run0"]);
    expect(ids({ since: Date.now() - 3_600_000 })).toEqual(["run2"]);
    expect(ids({ limit: 2 })).toEqual(["run2", "run1"]);
    expect(ids({ flow: "pipeline" })).toHaveLength(3);
    expect(ids({ flow: "other" })).toEqual([]);
  });

  test("without those that other runs called, unless asked for", () => {
    store.flowRun(flowRun({ id: "outer" }));
    store.flowRun(flowRun({ id: "inner", parent: "outer" }));
    store.flush();
    expect(ids()).toEqual(["outer"]);
    expect(ids({ subflows: true }).sort()).toEqual(["inner", "outer"]);
  });
});

describe("a run is found by what is unique of its id", () => {
  beforeEach(() => {
    for (const id of ["abc123", "abd456", "%"]) store.flowRun(flowRun({ id }));
    store.flush();
  });
  test.each([
    ["abc", "abc123"],
    ["abc123", "abc123"],
    ["%", "%"],
  ])("%s", (given, found) => {
    expect(findRun(history, given).id).toBe(found);
  });
  test.each([
    ["ab", /more than one run.*abc123, abd456/],
    ["abd457", /no run has the id "abd457".*Nearest: abd456/],
    ["_", /no run has the id/],
  ])("not by %s", (given, message) => {
    expect(() => findRun(history, given)).toThrow(message);
  });
});

test("a record read back is the record that was written", () => {
  const run = flowRun({
    params: { since: new Date(0), limit: 3n },
    parent: "p",
    parentTask: "p.1",
  });
  const error = {
    name: "TypeError",
    message: "no",
    stack: [{ file: "/a.ts", line: 1, column: 2 }],
  };
  const { result: _, ...task } = complete(
    run,
    taskRun(run, 1, {
      via: [{ file: "/helper.ts", line: 4, column: 5, function: "helper" }],
      map: { index: 3, of: 9 },
      upstream: ["run1.7", "elsewhere.2", "run10.1"],
      error,
      progress: { done: 1, total: 2, message: "half", seq: 3, time: 4 },
      subflow: "run9",
    }),
    "value",
  );
  store.flowRun(run);
  store.taskRun({ ...task, result: { value: "value" } });
  store.flush();
  expect(taskRuns(history, run.id)).toEqual([task]);
  const { runner, ...read } = findRun(history, run.id);
  expect(read).toEqual(run);
  expect(runner.pid).toBe(process.pid);
});

test("every event is told again in order, without a gap, whatever was committed together", () => {
  const step = fc.constantFrom("start", "finish", "log", "progress", "flush");
  let count = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(60), (steps, from) => {
      count += 1;
      const run = flowRun({ id: `events${count}` });
      const open: ReturnType<typeof taskRun>[] = [];
      let ordinal = 0;
      store.flowRun(run);
      for (const what of steps) {
        const task = open[0];
        if (what === "start") open.push(taskRun(run, ++ordinal));
        if (what === "start") store.taskRun(open.at(-1) as never);
        if (what === "finish" && open.length > 0)
          store.taskRun(complete(run, open.shift() as never, 1));
        if (what === "log") {
          store.log({ run: run.id, seq: ++run.seq, time: 1, level: "info", message: "m" });
        }
        if (what === "progress" && task !== undefined) {
          task.progress = { done: 1, seq: ++run.seq, time: 1 };
          store.taskRun(task);
        }
        if (what === "flush") store.flush();
      }
      enter(run, run, "Completed");
      store.flowRun(run);
      store.flush();
      const after = Math.min(from, run.seq);
      const events = eventsAfter(history, findRun(history, run.id), after);
      expect(events.map(({ seq }) => seq)).toEqual(
        Array.from({ length: run.seq - after }, (_, index) => after + index + 1),
      );
      if (after === 0) expect(events[0]?.type).toBe("run-started");
      if (after < run.seq) expect(events.at(-1)?.type).toBe("run-finished");
    }),
    { numRuns: 60 },
  );
});

describe("removal", () => {
  test("takes a run with all that belongs to it, and gives the space back", () => {
    const run = flowRun();
    const child = flowRun({ id: "child", parent: run.id });
    for (let ordinal = 1; ordinal <= 50; ordinal += 1) {
      store.taskRun(complete(child, taskRun(child, ordinal), "x".repeat(20_000)));
    }
    store.log({ run: run.id, seq: 9, time: 1, level: "info", message: "m" });
    store.artifact({ run: run.id, key: "k", kind: "table", value: [1], time: 1 });
    for (const ended of [run, child]) {
      enter(ended, ended, "Completed");
      store.flowRun(ended);
    }
    store.flush();
    const pages = () => history.first<{ page_count: number }>("PRAGMA page_count")?.page_count ?? 0;
    const before = pages();
    removeRun(history, run.id);
    shrink(history);
    expect(pages()).toBeLessThan(before / 4);
    for (const table of ["runs", "task_runs", "task_calls", "logs", "artifacts"]) {
      expect(history.all(`SELECT * FROM ${table}`)).toEqual([]);
    }
  });

  test("by age leaves newer ones and those that go on", () => {
    endedRuns("Completed", "Failed", "Completed");
    store.flowRun(flowRun({ id: "live", created: 1 }));
    store.flush();
    expect(removeRuns(history, { before: Date.now() - 1, states: ["Failed"] })).toEqual(["run1"]);
    expect(removeRuns(history, { before: Date.now() - 3_600_000 })).toEqual(["run0"]);
    expect(ids()).toEqual(["run2", "live"]);
    expect(() => removeRun(history, "live")).toThrow(/run live is Running.*cancel/);
  });
});

test("statistics tell of the last state, the rate of success and the durations", () => {
  endedRuns("Completed", "Completed", "Failed");
  expect(flowStatistics(history, "flow.ts#pipeline")).toMatchObject({
    last: { run: "run2", state: { name: "Failed" }, duration: 200, failedTask: "load" },
    recent: { runs: 3, completed: 2 },
    durations: [200, 200],
  });
  expect(taskStatistics(history, "flow.ts#load")).toMatchObject({
    last: { run: "run2", state: { name: "Failed" }, duration: 100 },
    recent: { runs: 3, completed: 2 },
    durations: [100, 100],
  });
  expect(taskStatistics(history, "flow.ts#other")).toBeUndefined();
});
