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
  expect(await ask("runs/artifacts", { run: "run1" })).toMatchObject([{ value: [{ a: 1 }] }]);
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
