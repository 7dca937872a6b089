import { beforeEach, describe, expect, test } from "vitest";
import type { RestorableRun, Store, TaskIdentity } from "../../../runtime/src/engine/store.js";
import { openStore } from "../../../runtime/src/store/index.js";
import { complete, enter, flowRun, taskRun } from "./records.js";
import { temporaryFolder } from "./workspace.js";

let store: Store;
beforeEach(() => {
  store = openStore({ folder: temporaryFolder() });
  return () => store.close();
});

const site = (line: number) => ({ file: "/workspace/flow.ts", line, column: 3 });
const call = (given: Partial<TaskIdentity> = {}): TaskIdentity => ({
  taskKey: "flow.ts#load",
  site: "flow.ts:10:3",
  inputHash: "input1",
  sourceHash: "source",
  ...given,
});
const reasonOf = (run: RestorableRun, identity: TaskIdentity) => {
  const taken = run.take(identity);
  return "reason" in taken ? taken.reason : `restored ${taken.from}`;
};

/** A run with one finished call of `load`. */
function finished(value: unknown = "value"): RestorableRun {
  const run = flowRun();
  store.flowRun(run);
  store.taskRun(complete(run, taskRun(run, 1), value));
  return store.restorable(run.id);
}

describe("the same work is restored", () => {
  test("with its value, and from where", () => {
    const value = { at: new Date(0), rows: new Map([[1, 2n]]) };
    expect(finished(value).take(call())).toEqual({ value, from: "run1.1" });
  });

  test("also when the call has moved within its file", () => {
    expect(reasonOf(finished(), call({ site: "flow.ts:14:3" }))).toBe("restored run1.1");
  });

  test("the value it had when the task completed, whatever became of it", () => {
    const run = flowRun();
    const value = { rows: [1] };
    store.flowRun(run);
    store.taskRun(complete(run, taskRun(run, 1), value));
    value.rows.push(2);
    expect(store.restorable(run.id).take(call())).toMatchObject({ value: { rows: [1] } });
  });

  test("equal calls in the order they were made, those of the same place first", () => {
    const run = flowRun();
    store.flowRun(run);
    for (const [ordinal, line] of [20, 10, 10].entries()) {
      const inputHash = "input1";
      const task = taskRun(run, ordinal + 1, { callSite: site(line), inputHash });
      store.taskRun(complete(run, task, ordinal));
    }
    const earlier = store.restorable(run.id);
    expect([1, 2, 3, 4].map(() => reasonOf(earlier, call()))).toEqual([
      "restored run1.2",
      "restored run1.3",
      "restored run1.1",
      "the call is new: the earlier run called this task less often",
    ]);
  });

  test("inside subflow runs too", () => {
    const run = flowRun();
    const child = flowRun({ id: "run2", parent: run.id, parentTask: "run1.1" });
    store.flowRun(run);
    store.flowRun(child);
    store.taskRun(complete(child, taskRun(child, 1), "inner"));
    expect(store.restorable(run.id).take(call())).toEqual({ value: "inner", from: "run2.1" });
  });

  test("from a retry what that one had restored", () => {
    const run = flowRun({ retryOf: "run0" });
    const task = taskRun(run, 1, { result: { value: "carried" } });
    enter(run, task, "Restored");
    store.flowRun(run);
    store.taskRun(task);
    expect(store.restorable(run.id).take(call())).toMatchObject({ value: "carried" });
  });
});

describe("what differs is not restored, and says why", () => {
  test.each<[string, Partial<TaskIdentity>]>([
    ["its source changed since", { sourceHash: "edited" }],
    ["its inputs changed since", { inputHash: "other" }],
    ["its source and its inputs changed since", { sourceHash: "edited", inputHash: "other" }],
    ["the call is new: the earlier run did not call this task", { taskKey: "flow.ts#new" }],
    [
      "the call is new: the earlier run did not make it with these inputs",
      { site: "flow.ts:99:1", inputHash: "other" },
    ],
  ])("%s", (reason, given) => {
    expect(reasonOf(finished(), call(given))).toBe(reason);
  });

  test.each(["Failed", "Crashed", "TimedOut", "UpstreamFailed"] as const)(
    "it ended as %s",
    (name) => {
      const run = flowRun();
      const task = taskRun(run, 1);
      if (name === "UpstreamFailed") delete task.inputHash;
      enter(run, task, name);
      store.flowRun(run);
      store.taskRun(task);
      expect(reasonOf(store.restorable(run.id), call())).toBe(
        `it ended as ${name} in the earlier run`,
      );
    },
  );

  test("its result could not be kept", () => {
    expect(reasonOf(finished({ close: () => {} }), call())).toMatch(
      /^its result was not kept: .*it holds at \.close a function/,
    );
  });
});

describe("the cache", () => {
  test("is found at once, by other processes after the flush, until it expires", () => {
    const folder = temporaryFolder();
    const [one, other] = [openStore({ folder }), openStore({ folder })];
    one.remember("key", "run1.1", { n: 1 });
    expect(one.cached("key")).toEqual({ value: { n: 1 } });
    one.flush();
    expect(other.cached("key")).toEqual({ value: { n: 1 } });
    one.remember("key", "run1.2", undefined, Date.now() - 1);
    expect(one.cached("key")).toBeUndefined();
    one.flush();
    expect(other.cached("key")).toBeUndefined();
    one.close();
    other.close();
  });

  test("refuses what cannot be kept", () => {
    expect(() => store.remember("key", "run1.1", { f: () => 1 })).toThrow(
      /it holds at \.f a function/,
    );
  });
});
