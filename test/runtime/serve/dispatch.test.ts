import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Want } from "../../../runtime/src/limits/declared.js";
import type { Overlap } from "../../../runtime/src/schedules/options.js";
import { dispatch } from "../../../runtime/src/serve/dispatch.js";
import {
  addSlot,
  type ClaimedSlot,
  type Connection,
  connect,
  openStore,
  pauseSchedule,
  releaseSlot,
  SlotTakenError,
  setLimit,
} from "../../../runtime/src/store/index.js";
import { flowRun } from "../store/records.js";
import { startProcess, temporaryFolder } from "../store/workspace.js";

const flowKey = "etl.ts#main";
let folder: string;
let file: Connection;

beforeEach(() => {
  folder = join(temporaryFolder(), ".millrace");
  file = connect(folder);
  onTestFinished(() => file.close());
});

/** Slots named by minute, of one schedule, that are due. */
function due(...minutes: number[]): void {
  for (const minute of minutes)
    addSlot(file, { flowKey, schedule: "s", slot: minute * 60_000 }, false);
}

function missed(...minutes: number[]): void {
  for (const minute of minutes)
    addSlot(file, { flowKey, schedule: "s", slot: minute * 60_000 }, true);
}

const minutes = (slots: readonly { slot: number }[]) => slots.map(({ slot }) => slot / 60_000);
const look = (overlap: Overlap, room = 10, limits: Want[] = []) =>
  dispatch(file, () => ({ active: true, overlap, limits }), room);

/** The run process of a claimed slot, as far as the store knows it. */
function start(slot: ClaimedSlot, id: string) {
  const store = openStore({ folder, slot });
  onTestFinished(() => store.close());
  store.flowRun(flowRun({ id, flowKey, schedule: slot.schedule, scheduled: slot.slot }));
  store.flush();
  return store;
}

describe("while a run of the schedule goes on", () => {
  const running = () => {
    due(1);
    const [slot] = look("allow").claimed;
    start(slot as ClaimedSlot, "running00001");
  };

  test("allow starts the next one beside it", () => {
    running();
    due(2, 3);
    expect(minutes(look("allow").claimed)).toEqual([2, 3]);
  });
  test("skip leaves the next one out, and says which run was in the way", () => {
    running();
    due(2);
    const { claimed, skipped } = look("skip");
    expect(claimed).toEqual([]);
    expect(skipped).toMatchObject([
      { slot: { slot: 120_000 }, reason: expect.stringContaining("running00001") },
    ]);
    expect(look("skip")).toMatchObject({ skipped: [], waiting: 0 });
  });
  test("skip keeps what it has to catch up on: one after the other", () => {
    running();
    missed(2, 3);
    expect(look("skip")).toMatchObject({ claimed: [], skipped: [], waiting: 2 });
  });
  test("queue has the next ones wait", () => {
    running();
    due(2, 3);
    expect(look("queue")).toMatchObject({ claimed: [], skipped: [], waiting: 2 });
  });
  test("cancel-running asks for its end, and only the newest slot waits for that", () => {
    running();
    due(2, 3);
    const { cancel, claimed, skipped, waiting } = look("cancel-running");
    expect({ cancel, claimed, skipped: minutes(skipped.map(({ slot }) => slot)), waiting }).toEqual(
      {
        cancel: ["running00001"],
        claimed: [],
        skipped: [2],
        waiting: 1,
      },
    );
  });
  test("another schedule of the flow is not in its way", () => {
    running();
    addSlot(file, { flowKey, schedule: "other", slot: 60_000 }, false);
    expect(look("skip").claimed).toMatchObject([{ schedule: "other" }]);
  });
});

test("queue starts one at a time, oldest first", () => {
  due(3, 1, 2);
  expect(minutes(look("queue").claimed)).toEqual([1]);
  expect(minutes(look("queue").claimed)).toEqual([]);
});

test("no more start than there is room for, and the rest waits", () => {
  due(1, 2, 3);
  const first = look("allow", 2);
  expect(minutes(first.claimed)).toEqual([1, 2]);
  expect(first).toMatchObject({ active: 2, waiting: 1 });
  releaseSlot(file, first.claimed[0] as ClaimedSlot, "refused", "no");
  expect(minutes(look("allow", 2).claimed)).toEqual([3]);
});

describe("what waits when its schedule", () => {
  test("is paused waits on until it is resumed", () => {
    due(1, 2);
    missed(3);
    pauseSchedule(file, flowKey, "s", true);
    expect(look("allow")).toMatchObject({ claimed: [], skipped: [], waiting: 0 });
    pauseSchedule(file, flowKey, "s", false);
    expect(minutes(look("allow").claimed)).toEqual([1, 2, 3]);
  });

  test("is turned off in the source waits on until it is on again", () => {
    due(1);
    const off = dispatch(file, () => ({ active: false, overlap: "queue", limits: [] }), 10);
    expect(off).toMatchObject({ claimed: [], skipped: [], waiting: 0 });
    expect(minutes(look("queue").claimed)).toEqual([1]);
  });

  test("is paused lets other schedules of the flow start", () => {
    due(1);
    addSlot(file, { flowKey, schedule: "other", slot: 60_000 }, false);
    pauseSchedule(file, flowKey, "s", true);
    expect(look("queue").claimed).toMatchObject([{ schedule: "other" }]);
  });
});

describe("a claimed slot", () => {
  test("is nobody else's while its service lives", () => {
    due(1);
    look("allow");
    expect(look("allow").claimed).toEqual([]);
  });

  test("is taken again when its service died before it started, and then not by its orphan", async () => {
    due(1);
    const dead = startProcess(process.execPath, ["-e", ""]);
    await dead.ended;
    const [first] = look("allow").claimed;
    file.run("UPDATE slots SET pid = ?, process_start = 'long ago'", [dead.pid]);
    const [again] = look("allow").claimed;
    expect(again?.slot).toBe(60_000);
    expect(() => start(first as ClaimedSlot, "orphan000001")).toThrow(SlotTakenError);
    expect(file.all("SELECT id FROM runs")).toEqual([]);
    start(again as ClaimedSlot, "second000001");
    expect(file.all("SELECT id FROM runs")).toEqual([{ id: "second000001" }]);
  });

  test("of a service on another host is taken again when it has not started for a minute", () => {
    due(1);
    look("allow");
    file.run("UPDATE slots SET host = 'a container that is gone'");
    expect(look("allow").claimed).toEqual([]);
    file.run("UPDATE slots SET changed = changed - 61000");
    expect(minutes(look("allow").claimed)).toEqual([1]);
  });

  test("is never taken again once it was started, whoever died", () => {
    due(1);
    const [slot] = look("allow").claimed;
    start(slot as ClaimedSlot, "first0000001");
    file.run("UPDATE slots SET pid = 1, process_start = 'long ago'");
    expect(look("allow").claimed).toEqual([]);
    expect(() => start(slot as ClaimedSlot, "second000001")).toThrow(SlotTakenError);
  });

  test("is given up after five processes that never got to start it", () => {
    due(1);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const [slot] = look("allow").claimed;
      releaseSlot(file, slot as ClaimedSlot, "due", undefined);
    }
    expect(look("allow")).toMatchObject({
      claimed: [],
      skipped: [{ reason: expect.stringContaining("5 times") }],
    });
  });
});

describe("a flow with a limit", () => {
  const limits = [{ name: "etl", limit: 2 }];

  test("no more runs of it are started than the limit lets in", () => {
    due(1, 2, 3);
    const first = look("allow", 10, limits);
    expect(minutes(first.claimed)).toEqual([1, 2]);
    expect(first.waiting).toBe(1);
    // Its run holds the slot itself now: it is not counted twice.
    const store = start(first.claimed[0] as ClaimedSlot, "running00001");
    const wants = [{ name: "etl", limit: 2, borrowed: false }];
    store.limits.take({
      holder: "running00001",
      run: "running00001",
      wants,
      waiting: 1,
      again: false,
    });
    expect(look("allow", 10, limits).claimed).toEqual([]);
    expect(minutes(look("allow", 10, [{ name: "etl", limit: 3 }]).claimed)).toEqual([3]);
  });

  test("runs that no service started count, and what was set goes before what code says", () => {
    const store = openStore({ folder });
    onTestFinished(() => store.close());
    const wants = [{ name: "etl", limit: 2, borrowed: false }];
    store.limits.take({ holder: "manual", run: "manual", wants, waiting: 1, again: false });
    due(1, 2);
    expect(minutes(look("allow", 10, limits).claimed)).toEqual([1]);
    setLimit(file, "etl", { limit: 9 });
    expect(minutes(look("allow", 10, limits).claimed)).toEqual([2]);
  });
});
