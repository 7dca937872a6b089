import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type { AgentNotifications, AgentRequests, RunEvent } from "../../../protocol/src/index.js";
import { serveAgent } from "../../../runtime/src/agent/index.js";
import type { Store } from "../../../runtime/src/engine/store.js";
import { identify, livenessOf } from "../../../runtime/src/processes/identity.js";
import { openStore } from "../../../runtime/src/store/index.js";
import { migrations } from "../../../runtime/src/store/schema.js";
import { complete, enter, flowRun, taskRun } from "../store/records.js";
import { startFixture, temporaryFolder } from "../store/workspace.js";

let folder: string;
let rpc: MessageConnection;
let input: PassThrough;
let served: Promise<void>;

beforeEach(() => {
  folder = join(temporaryFolder(), ".millrace");
  input = new PassThrough();
  const output = new PassThrough();
  served = serveAgent({ folder, input, output });
  rpc = createMessageConnection(new StreamMessageReader(output), new StreamMessageWriter(input));
  rpc.listen();
});
afterEach(async () => {
  rpc.dispose();
  input.destroy();
  await served;
});

function ask<M extends keyof AgentRequests>(
  method: M,
  params: AgentRequests[M]["params"],
): Promise<AgentRequests[M]["result"]> {
  return rpc.sendRequest(method, params);
}

/** Collects what the agent tells. */
function heard<M extends keyof AgentNotifications>(method: M): AgentNotifications[M][] {
  const all: AgentNotifications[M][] = [];
  rpc.onNotification(method, (params: AgentNotifications[M]) => void all.push(params));
  return all;
}

function recording(work: (store: Store) => void): void {
  const store = openStore({ folder });
  work(store);
  store.flush();
  store.close();
}

test("where nothing was recorded there are no runs, and no file is made", async () => {
  expect(await ask("runs/list", {})).toEqual([]);
  expect(await ask("flows/statistics", { flow: "x" })).toBeNull();
  await expect(ask("runs/get", { run: "x" })).rejects.toMatchObject({ code: -32001 });
  await ask("runs/watch", {});
  expect(existsSync(folder)).toBe(false);
});

test("runs, tasks, results, logs by the page and artifacts are read", async () => {
  recording((store) => {
    const run = flowRun({ params: { limit: 3n } });
    store.flowRun(run);
    store.taskRun(complete(run, taskRun(run, 1), { rows: new Set([1]) }));
    for (const text of ["a", "b", "c"]) {
      store.log({ run: run.id, seq: ++run.seq, time: 1, level: "info", message: text });
    }
    store.artifact({ run: run.id, key: "k", kind: "table", value: [{ a: 1 }], time: 1 });
    enter(run, run, "Completed");
    store.flowRun(run);
  });
  const [listed] = await ask("runs/list", { flow: "pipeline" });
  expect(listed).toMatchObject({
    id: "run1",
    params: { limit: "3n" },
    state: { name: "Completed" },
  });
  const run = await ask("runs/get", { run: "ru" });
  expect(run.tasks).toMatchObject([{ name: "load", node: "/workspace/flow.ts:10:3" }]);
  expect(await ask("tasks/result", { task: "run1.1" })).toEqual({ text: "{ rows: Set(1) { 1 } }" });
  const first = await ask("runs/logs", { run: "run1", limit: 2 });
  expect(first).toMatchObject({ entries: [{ message: "a" }, { message: "b" }], more: true });
  const rest = await ask("runs/logs", { run: "run1", after: first.next });
  expect(rest).toMatchObject({ entries: [{ message: "c" }], more: false });
  const last = await ask("runs/logs", { run: "run1", last: 2 });
  expect(last).toMatchObject({ entries: [{ message: "b" }, { message: "c" }], before: 1 });
  expect(await ask("runs/logs", { run: "run1", after: last.next })).toMatchObject({ entries: [] });
  expect(await ask("runs/artifacts", { run: "run1" })).toMatchObject([{ value: [{ a: 1 }] }]);
});

describe("runs are found", () => {
  const day = 86_400_000;
  const query: [what: string, query: AgentRequests["runs/list"]["params"], ids: string[]][] = [
    ["all, the newest first", {}, ["c3", "b2", "a1"]],
    ["by one state", { state: "Failed" }, ["b2"]],
    ["by any of some", { states: ["Failed", "Running"] }, ["c3", "b2"]],
    ["from a moment on", { since: 2 * day }, ["c3", "b2"]],
    ["before a moment", { until: 2 * day }, ["a1"]],
    ["those of schedules", { scheduled: true }, ["b2"]],
    ["and the others", { scheduled: false }, ["c3", "a1"]],
    ["by a word of the flow's name, whatever its case", { search: "NIGHT" }, ["b2"]],
    ["by a part of the id", { search: "3" }, ["c3"]],
    ["by a value deep in a parameter", { search: "zürich <a>" }, ["a1"]],
    ["not by the name of a parameter", { search: "region" }, []],
    ["by several of these", { search: "eu", states: ["Failed"], flow: "nightly" }, ["b2"]],
    ["no more than asked for", { search: "e", limit: 1 }, ["c3"]],
  ];
  test.each(query)("%s: %o", async (_, given, ids) => {
    recording((store) => {
      const a = flowRun({ id: "a1", created: day, params: { region: [{ city: "Zürich <a>" }] } });
      const slot = { schedule: "night", scheduled: 2 * day };
      const b = flowRun({
        id: "b2",
        created: 2 * day,
        flowName: "nightly",
        params: { at: "EU" },
        ...slot,
      });
      enter(a, a, "Completed");
      enter(b, b, "Failed");
      for (const run of [a, b, flowRun({ id: "c3", created: 3 * day })]) store.flowRun(run);
    });
    expect((await ask("runs/list", given)).map(({ id }) => id)).toEqual(ids);
  });
});

test("two runs are compared; one that is not there has the error of one", async () => {
  recording((store) => {
    for (const [id, value] of [
      ["left", 1],
      ["right", 2],
    ] as const) {
      const run = flowRun({ id, params: { value } });
      store.flowRun(run);
      store.taskRun(complete(run, taskRun(run, 1), value));
      const called = flowRun({ id: `called-${id}`, parent: id, parentTask: `${id}.1` });
      store.flowRun(called);
      store.taskRun(
        complete(called, taskRun(called, 1, { taskKey: "b.ts#inner", name: "inner" }), 1),
      );
    }
  });
  const compared = await ask("runs/compare", { left: "left", right: "rig" });
  expect(compared).toMatchObject({
    left: { id: "left" },
    right: { id: "right" },
    params: [{ name: "value", left: "1", right: "2" }],
    tasks: [
      { name: "load", left: { tasks: 1 }, right: { tasks: 1 } },
      { name: "inner", left: { tasks: 1 }, right: { tasks: 1 } },
    ],
  });
  await expect(ask("runs/compare", { left: "left", right: "x" })).rejects.toMatchObject({
    code: -32001,
  });
});

test("a task's trend: its calls, oldest first; of a map the one that took longest", async () => {
  const record = (store: Store, id: string, created: number, took: number[], map = false) => {
    const run = flowRun({ id, created, flowKey: `${id}.ts#f` });
    store.flowRun(run);
    for (const [index, time] of took.entries()) {
      const of = map ? { map: { index, of: took.length } } : {};
      const task = taskRun(run, index + 1, { created, ...of });
      enter(run, task, "Completed", created + time);
      store.taskRun(task);
    }
  };
  recording((store) => {
    record(store, "one", 1_000, [10, 20]);
    record(store, "map", 2_000, [30, 90, 40], true);
    const run = flowRun({ id: "cached", created: 3_000 });
    store.flowRun(run);
    const cached = taskRun(run, 1, { created: 3_000, history: [] });
    enter(run, cached, "Cached", 3_000);
    store.taskRun(cached);
  });
  const trend = await ask("tasks/trend", { task: "flow.ts#load" });
  expect(trend.map(({ task, duration }) => [task, duration])).toEqual([
    ["one.1", 10],
    ["one.2", 20],
    ["map.2", 90],
    ["cached.1", undefined],
  ]);
  const last = await ask("tasks/trend", { task: "flow.ts#load", limit: 2 });
  expect(last.map(({ task }) => task)).toEqual(["map.2", "cached.1"]);
  const ofFlow = await ask("tasks/trend", { task: "flow.ts#load", flow: "one.ts#f" });
  expect(ofFlow.map(({ run }) => run)).toEqual(["one", "one"]);
  expect(await ask("tasks/trend", { task: "other" })).toEqual([]);
});

test("what a task was called with is text, or why there is none", async () => {
  recording((store) => {
    const run = flowRun();
    store.flowRun(run);
    const inputs = ["eu", 3, null, { text: "[1, …", truncated: true }];
    store.taskRun(taskRun(run, 1, { params: ["region", "days"], inputs }));
    store.taskRun(taskRun(run, 2));
  });
  expect(await ask("tasks/inputs", { task: "run1.1" })).toEqual({
    inputs: [
      { name: "region", text: '"eu"' },
      { name: "days", text: "3" },
      { text: "null" },
      { text: "[1, …", truncated: true },
    ],
  });
  expect((await ask("tasks/inputs", { task: "run1.2" })).missing).toMatch(
    /^they are not there yet/,
  );
  await expect(ask("tasks/inputs", { task: "run1.9" })).rejects.toMatchObject({ code: -32001 });
});

describe("a watcher", () => {
  test("of all runs hears of a change by another process, also of the first run ever", async () => {
    const changes = heard("runs/changed");
    const { watch } = await ask("runs/watch", {});
    startFixture("write-many.ts", [folder, "run1", "1"]);
    await expect.poll(() => changes.length, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(changes[0]).toEqual({ watch });
  });

  test("of one run gets a snapshot and the events after it, without a gap", async () => {
    const store = openStore({ folder });
    const run = flowRun();
    store.flowRun(run);
    store.taskRun(complete(run, taskRun(run, 1), 1));
    store.flush();
    const told = heard("run/events");
    const { snapshot } = await ask("run/watch", { run: run.id });
    expect(snapshot.tasks).toHaveLength(1);
    for (let ordinal = 2; ordinal <= 4; ordinal += 1) {
      store.taskRun(complete(run, taskRun(run, ordinal), 1));
      store.flush();
    }
    enter(run, run, "Completed");
    store.flowRun(run);
    store.flush();
    const events = (): RunEvent[] => told.flatMap((batch) => batch.events);
    await expect.poll(() => events().at(-1)?.type).toBe("run-finished");
    expect(events().map(({ seq }) => seq)).toEqual(
      Array.from({ length: run.seq - snapshot.seq }, (_, index) => snapshot.seq + index + 1),
    );
    store.close();
  });

  test("of one run is told of the runs it calls, those of before and those that begin later", async () => {
    const store = openStore({ folder });
    const run = flowRun();
    const below = (id: string, parent: string) =>
      flowRun({ id, parent, parentTask: `${parent}.1` });
    const early = below("early", run.id);
    const inEarly = below("inearly", early.id);
    for (const each of [run, early, inEarly]) {
      store.flowRun(each);
      store.taskRun(complete(each, taskRun(each, 1), 1));
      store.log({ run: each.id, seq: ++each.seq, time: each.seq, level: "info", message: each.id });
      store.flowRun(each);
    }
    store.flush();
    const told = heard("run/events");
    const { snapshot, subflows } = await ask("run/watch", { run: run.id, subflows: true });
    expect(snapshot.id).toBe("run1");
    expect(
      subflows?.map(({ id, parentTask, tasks, seq }) => [id, parentTask, tasks.length, seq]),
    ).toEqual([
      ["early", "run1.1", 1, 5],
      ["inearly", "early.1", 1, 5],
    ]);
    const late = below("late", early.id);
    store.flowRun(late);
    store.taskRun(complete(late, taskRun(late, 1), 1));
    store.taskRun(complete(early, taskRun(early, 2), 1));
    store.flowRun(late);
    store.flowRun(early);
    store.flush();
    await expect.poll(() => told.flatMap(({ events }) => events)).toHaveLength(6);
    const heardOf = told.map(({ run: of, events }) => [of, events.map(({ seq }) => seq)]);
    expect(Object.fromEntries(heardOf)).toEqual({ early: [6, 7], late: [1, 2, 3, 4] });

    const pages = { run: run.id, subflows: true, limit: 2 };
    const first = await ask("runs/logs", pages);
    const rest = await ask("runs/logs", { ...pages, after: first.next });
    expect([first, rest].map(({ entries, more }) => [entries.map((one) => one.run), more])).toEqual(
      [
        [["run1", "early"], true],
        [["inearly"], false],
      ],
    );
    const last = await ask("runs/logs", { run: run.id, subflows: true, last: 2 });
    expect(last.entries.map((one) => one.run)).toEqual(["early", "inearly"]);
    expect(last).toMatchObject({ before: 1, next: 3 });
    store.close();
  });

  test("hears that a killed run crashed, though nobody wrote it", async () => {
    const child = startFixture("hold-run.ts", [folder, "idle"]);
    await child.said("recorded");
    const told = heard("run/events");
    await ask("run/watch", { run: "run1" });
    child.process.kill("SIGKILL");
    await expect
      .poll(() => told.at(-1)?.events.at(-1), { timeout: 5_000 })
      .toMatchObject({
        type: "run-finished",
        state: { name: "Crashed" },
        counts: { Crashed: 1 },
      });
  });

  test("of a run hears that the store was deleted, and of all runs goes on", async () => {
    recording((store) => store.flowRun(flowRun()));
    const removed = heard("run/removed");
    const changes = heard("runs/changed");
    await ask("run/watch", { run: "run1" });
    await ask("runs/watch", {});
    rmSync(folder, { recursive: true });
    await expect.poll(() => removed.length).toBe(1);
    expect(await ask("runs/list", {})).toEqual([]);
    const before = changes.length;
    recording((store) => store.flowRun(flowRun({ id: "run2" })));
    await expect.poll(() => changes.length).toBeGreaterThan(before);
    expect(await ask("runs/list", {})).toMatchObject([{ id: "run2" }]);
  });

  test("that is gone is told nothing more", async () => {
    const changes = heard("runs/changed");
    const kept = await ask("runs/watch", {});
    const { watch } = await ask("runs/watch", {});
    await ask("unwatch", { watch });
    recording((store) => store.flowRun(flowRun()));
    await expect.poll(() => changes.length).toBeGreaterThan(0);
    expect(changes).not.toContainEqual({ watch });
    expect(changes).toContainEqual({ watch: kept.watch });
  });
});

describe("a run of another process", () => {
  test("is cancelled: asked, then killed, and its end is known", async () => {
    // It knows no signal handler, so the first request already ends it.
    const child = startFixture("hold-run.ts", [folder, "idle"]);
    await child.said("recorded");
    await expect(ask("runs/remove", { run: "run1" })).rejects.toMatchObject({ code: -32002 });
    expect(await ask("runs/cancel", { run: "run1" })).toMatchObject({
      run: "run1",
      state: { name: "Cancelled" },
    });
    expect((await child.ended).signal).toBe("SIGTERM");
    expect((await ask("runs/cancel", { run: "run1" })).message).toContain("had already ended");
    expect(await ask("runs/remove", { run: "run1" })).toBeNull();
    expect(await ask("runs/list", {})).toEqual([]);
  });

  test("that does not listen is killed with what it started", async () => {
    const child = startFixture("stubborn-run.ts", [folder]);
    const started = identify(Number((await child.said("child ")).split(" ")[1]));
    expect(livenessOf(started)).toBe("alive");
    const answer = await ask("runs/cancel", { run: "run1", grace: 200 });
    expect(answer.state.name).toBe("Cancelled");
    expect(answer.message).toMatch(/did not end within 0.2 s.*were killed/);
    expect((await child.ended).signal).toBe("SIGKILL");
    await expect.poll(() => livenessOf(started)).toBe("gone");
  });
});

test("a store that cannot be used is said, and looked at again", async () => {
  recording((store) => store.flowRun(flowRun()));
  const { default: Database } = await import("libsql");
  const db = new Database(join(folder, "millrace.db"));
  db.exec("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
  await expect(ask("runs/list", {})).rejects.toMatchObject({ code: -32003 });
  db.exec(`PRAGMA user_version = ${migrations.length}; PRAGMA wal_checkpoint(TRUNCATE)`);
  db.close();
  expect(await ask("runs/list", {})).toHaveLength(1);
});

test("it ends with its input", async () => {
  input.destroy();
  await once(input, "close");
  await expect(served).resolves.toBeUndefined();
});
