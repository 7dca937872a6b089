/** Flows called in a flow: groups whose call has task runs of its own, one for each run in it. */
import type { FlowGraph, StateName, TaskRun } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { closedGroups } from "../../webview/src/model/collapse.js";
import { criticalPath } from "../../webview/src/model/critical.js";
import { lookOf } from "../../webview/src/model/describe.js";
import { drift } from "../../webview/src/model/drift.js";
import { at, buildScene, subflowAround } from "../../webview/src/model/scene.js";
import { STATUSES, type Status } from "../../webview/src/model/status.js";
import { TaskStore } from "../../webview/src/model/tasks.js";
import { boom, edge, flow, node, START, taskRun } from "./support/samples.js";

const none = new Set<string>();

/** `extract`, then the subflow `sub` of `load` and `check`, then `publish`. */
function parent(): FlowGraph {
  return flow(
    "parent",
    [
      node("extract"),
      node("sub", { kind: "flow", task: "flows/a.ts#sub" }),
      node("publish"),
      node("sub/url", { kind: "param", group: "sub" }),
      node("sub/load", { group: "sub" }),
      node("sub/check", { group: "sub" }),
      node("sub/return", { kind: "return", group: "sub" }),
    ],
    [edge("extract", "sub"), edge("sub/load", "sub/check"), edge("sub", "publish")],
  );
}

/** A task run of a run: `sub` stands for run `s1`, `sub/load` is in it. */
function ran(id: string, on: string, name: StateName, more: Partial<TaskRun> = {}): TaskRun {
  return taskRun(on, name, { id, started: START, ended: START + 10, ...more });
}

function storeOf(...tasks: TaskRun[]): TaskStore {
  const store = new TaskStore();
  store.upsert(tasks);
  return store;
}

const counted = (counts: Uint32Array) =>
  Object.fromEntries(STATUSES.map((s, i) => [s, counts[i]]).filter(([, n]) => n));

describe("counts", () => {
  it("are of what is in a subflow, not of what stands for it, in whatever order they come", () => {
    const standIn = ran("r.1", "sub", "Running", { subflow: "s1" });
    const inner = [ran("s1.1", "sub/load", "Completed"), ran("s1.2", "sub/check", "Running")];
    const { subflow: _, ...unknown } = standIn;
    for (const order of [
      [standIn, ...inner],
      [...inner, standIn],
      [unknown, ...inner, standIn],
    ]) {
      const store = storeOf(...order);
      expect(counted(store.counts)).toEqual({ success: 1, running: 1 });
      store.upsert([{ ...standIn, state: { type: "FAILED", name: "Failed" } }]);
      expect([store.total, store.failures]).toEqual([2, 0]);
    }
  });

  it("are of the call while nothing in it has begun", () => {
    expect(storeOf(ran("r.1", "sub", "Running", { subflow: "s1" })).total).toBe(1);
  });

  it("follow a task run that is another node since the code changed", () => {
    const store = storeOf(ran("r.1", "a", "Completed"), ran("r.2", "b", "Failed"));
    const touched = store.upsert([ran("r.1", "b", "Completed")]);
    expect([...touched].sort()).toEqual(["a", "b"]);
    expect([store.tallies.has("a"), store.byNode.has("a"), store.total]).toEqual([false, false, 2]);
    expect(counted(store.tallies.get("b")?.counts ?? new Uint32Array())).toEqual({
      success: 1,
      failed: 1,
    });
  });
});

describe("the failure to look at first", () => {
  it("is the one in the subflow, though both ended in the same millisecond", () => {
    const store = storeOf(
      ran("r.1", "sub", "Failed", { subflow: "s1", error: boom }),
      ran("s1.1", "sub/load", "Completed"),
      ran("s1.2", "sub/check", "Failed", { error: boom }),
    );
    expect(store.firstFailed()?.id).toBe("s1.2");
  });

  it("is the call where nothing in it failed", () => {
    const store = storeOf(
      ran("r.1", "sub", "Failed", { subflow: "s1" }),
      ran("s1.1", "sub/load", "Completed"),
    );
    expect(store.firstFailed()?.id).toBe("r.1");
  });
});

describe("a closed subflow", () => {
  const look = (...tasks: TaskRun[]) => {
    const scene = buildScene(parent(), { closed: new Set(["sub"]) });
    const found = scene.nodes.find(({ id }) => id === "sub");
    if (!found) throw new Error("no sub");
    const { status, counts, times, elapsed, meta } = lookOf(found, storeOf(...tasks), START, true);
    return { status, counts: counted(counts), times, elapsed, meta };
  };

  it("is as its call is, and shows how what is in it stands", () => {
    const shown = look(
      ran("r.1", "sub", "Completed", { subflow: "s1", ended: START + 50 }),
      ran("s1.1", "sub/load", "Completed"),
      // Failures may be handled in the subflow.
      ran("s1.2", "sub/check", "Failed"),
    );
    expect(shown).toEqual({
      status: "success",
      counts: { success: 1, failed: 1 },
      times: 1,
      elapsed: 50,
      meta: "1 done · 1 failed · 50 ms",
    });
  });

  it("that was called three times says so, and counts all that is in it", () => {
    const runs = ["s1", "s2", "s3"].flatMap((run, i) => [
      ran(`r.${i}`, "sub", "Completed", { subflow: run }),
      ran(`${run}.1`, "sub/load", "Completed"),
      ran(`${run}.2`, "sub/check", "Completed"),
    ]);
    expect(look(...runs)).toMatchObject({
      times: 3,
      counts: { success: 6 },
      meta: "6 done · 10 ms",
    });
  });

  it("counts calls that were taken over beside what ran anew", () => {
    const shown = look(
      ran("r.1", "sub", "Restored"),
      ran("r.2", "sub", "Restored"),
      ran("r.3", "sub", "Completed", { subflow: "s3" }),
      ran("s3.1", "sub/load", "Completed"),
      ran("s3.2", "sub/check", "Completed"),
    );
    expect(shown).toMatchObject({ times: 3, counts: { success: 2, cached: 2 } });
    expect(shown.meta).toBe("2 done · 2 cached · 10 ms");
  });

  it("counts its steps before it ran", () => {
    expect(look().meta).toBe("2 steps");
  });
});

describe("an open subflow", () => {
  it.each<[StateName, Status, string]>([
    ["Restored", "cached", "restored"],
    ["Completed", "skipped", "skipped"],
  ])("whose call is %s and that did not run: its tasks are %s", (name, status, meta) => {
    const scene = buildScene(parent(), { closed: none });
    const store = storeOf(ran("r.1", "sub", name));
    const load = at(scene.nodes, scene.drawn.get("sub/load") ?? -1);
    const standIn = store.tallies.get(subflowAround(scene, load)?.id ?? "");
    expect(lookOf(load, store, START, true, standIn)).toMatchObject({ status, meta });
  });

  it("holds what only its run knows", () => {
    const store = storeOf(ran("s1.3", "sub/seen:extra", "Completed", { name: "extra" }));
    const open = buildScene(parent(), { closed: none, tasks: store });
    const seen = at(open.nodes, open.drawn.get("sub/seen:extra") ?? -1);
    expect([seen.label, at(open.nodes, seen.parent).id, seen.depth]).toEqual(["extra", "sub", 1]);
    const closed = buildScene(parent(), { closed: new Set(["sub"]), tasks: store });
    expect(closed.drawn.get("sub/seen:extra")).toBe(closed.drawn.get("sub"));
  });
});

it("subflows close before loops and branches do", () => {
  const steps = (group: string, count: number) =>
    Array.from({ length: count }, (_, i) => node(`${group}/${i}`, { group }));
  const loop = node("loop", { kind: "loop" });
  const sub = node("sub", { kind: "flow", task: "a" });
  const mapped = node("mapped", { kind: "map", task: "b" });
  const closed = (inLoop: number, inSub: number, choices = {}) => [
    ...closedGroups(
      flow(
        "f",
        [
          loop,
          sub,
          mapped,
          ...steps("loop", inLoop),
          ...steps("sub", inSub),
          ...steps("mapped", 9),
        ],
        [],
      ),
      choices,
    ),
  ];
  expect(closed(5, 10)).toEqual([]);
  expect(closed(5, 60)).toEqual(["sub", "mapped"]);
  expect(closed(60, 5)).toEqual(["sub", "mapped", "loop"]);
  expect(closed(5, 60, { sub: "open" })).toEqual(["mapped", "loop"]);
});

describe("drift", () => {
  it("misses what is in a subflow only where the subflow ran", () => {
    const missed = (...tasks: TaskRun[]) => [...drift(parent(), storeOf(...tasks)).missed].sort();
    const around = [ran("r.0", "extract", "Completed"), ran("r.2", "publish", "Completed")];
    expect(missed(...around, ran("r.1", "sub", "UpstreamFailed"))).toEqual([]);
    expect(missed(...around)).toEqual(["sub"]);
    const standIn = ran("r.1", "sub", "Completed", { subflow: "s1" });
    expect(missed(...around, standIn, ran("s1.1", "sub/load", "Completed"))).toEqual(["sub/check"]);
  });
});

it("the critical path goes into a subflow and out again", () => {
  const times = (from: number, to: number) => ({ started: START + from, ended: START + to });
  const store = storeOf(
    ran("r.1", "extract", "Completed", times(0, 10)),
    ran("r.2", "sub", "Completed", { ...times(10, 40), upstream: ["r.1"], subflow: "s1" }),
    ran("s1.1", "sub/load", "Completed", times(10, 20)),
    ran("s1.2", "sub/check", "Completed", { ...times(20, 40), upstream: ["s1.1"] }),
    ran("r.3", "publish", "Completed", { ...times(40, 50), upstream: ["r.2"] }),
  );
  expect(criticalPath(store, START).tasks.map(({ node: on }) => on)).toEqual([
    "extract",
    "sub",
    "sub/load",
    "sub/check",
    "publish",
  ]);
});
