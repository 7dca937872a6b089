import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Alert } from "../../../runtime/src/alerts/options.js";
import { Desk } from "../../../runtime/src/serve/desk.js";
import type { FoundFlow } from "../../../runtime/src/serve/discovery/found.js";
import type { ServeEvent } from "../../../runtime/src/serve/report.js";
import {
  addAlert,
  addSlot,
  type Connection,
  claimSlot,
  connect,
  openSlots,
  openStore,
  serviceBeat,
} from "../../../runtime/src/store/index.js";
import { enter, flowRun } from "../store/records.js";
import { temporaryFolder } from "../store/workspace.js";

let folder: string;
let file: Connection;

beforeEach(() => {
  folder = join(temporaryFolder(), ".millrace");
  file = connect(folder);
  onTestFinished(() => file.close());
});

const onFailure: Alert = { on: "failure", to: { desktop: true } };

/** A flow that comes once a year. */
function yearly(name: string, schedule = "s"): FoundFlow {
  return {
    file: `/workspace/${name}.ts`,
    key: `${name}.ts#${name}`,
    name,
    exportName: name,
    place: { file: `/workspace/${name}.ts`, line: 1, column: 1 },
    schedules: [
      {
        key: schedule,
        timing: { cron: "0 0 1 1 *", timezone: "UTC" },
        active: true,
        catchUp: "none",
        overlap: "queue",
        parameters: "",
        params: {},
      },
    ],
    alerts: [onFailure],
    limits: [],
  };
}

/** A service for these flows, and what it says. */
function deskOf(...flows: FoundFlow[]): { desk: Desk; said: ServeEvent[] } {
  const said: ServeEvent[] = [];
  const report = (event: ServeEvent) => void said.push(event);
  const desk = new Desk({ folder, report, since: Date.now(), onFree: () => {} });
  onTestFinished(() => desk.close());
  desk.serve(flows, []);
  return { desk, said };
}

/** Looks once, with no room to start anything. */
const look = ({ desk }: { desk: Desk }, now = Date.now()) => desk.look(now, 0);

/** A run of a slot that some service started, and that failed. */
function failed(
  { key: flowKey, name: flowName }: FoundFlow,
  schedule = "s",
  noted?: readonly Alert[],
): void {
  const slot = { flowKey, schedule, slot: 1_000 };
  addSlot(file, slot, false);
  claimSlot(file, slot, "claim");
  const alerts = noted && JSON.stringify(noted);
  const store = openStore({ folder, slot: { ...slot, claim: "claim" }, alerts });
  const run = flowRun({ id: `${flowName}1`, flowKey, flowName, schedule, scheduled: 1_000 });
  store.flowRun(run);
  store.flush();
  enter(run, run, "Failed");
  store.flowRun(run);
  store.flush();
  store.close();
}

const alerts = () => file.all<{ id: string }>("SELECT id FROM alerts").map(({ id }) => id);
const types = (said: ServeEvent[]) => said.map(({ type }) => type);

describe("the end of a run", () => {
  test("is told of by the service of its flow, whichever service of the store looks first", () => {
    const [a, b] = [yearly("a"), yearly("b")];
    const [ofA, ofB] = [deskOf(a), deskOf(b)];
    failed(a);
    look(ofB);
    expect(ofB.said).toEqual([]);
    look(ofA);
    expect(alerts()).toEqual(["a1 failure editor"]);
    expect(ofA.said).toMatchObject([
      { type: "slot-ended", flow: "a", schedule: "s", slot: 1_000, run: "a1", state: "Failed" },
    ]);
  });

  test("that nobody was told of yet takes no room of those that run", () => {
    failed(yearly("a"));
    expect(openSlots(file)).toEqual([]);
    const other = deskOf(yearly("b"));
    look(other);
    expect(other.desk.active).toBe(0);
  });

  test("is told of once where two services have its flow", () => {
    const both = [deskOf(yearly("a")), deskOf(yearly("a"))];
    failed(yearly("a"));
    for (const one of both) look(one);
    expect(alerts()).toEqual(["a1 failure editor"]);
    expect(both.map(({ said }) => types(said))).toEqual([["slot-ended"], []]);
  });

  test("is told of though the times of its schedule were changed meanwhile", () => {
    const served = deskOf(yearly("a", "other times"));
    failed(yearly("a"));
    look(served);
    expect(alerts()).toEqual(["a1 failure editor"]);
  });

  test("is told of by the next look where this one could not note whom it told", () => {
    const served = deskOf(yearly("a"));
    look(served);
    failed(yearly("a"));
    file.run("ALTER TABLE alerts RENAME TO locked");
    look(served);
    expect(served.said).toMatchObject([
      { type: "trouble", message: expect.stringContaining("alerts") },
    ]);
    file.run("ALTER TABLE locked RENAME TO alerts");
    look(served, Date.now() + 1_001);
    expect(alerts()).toEqual(["a1 failure editor"]);
    expect(types(served.said)).toEqual(["trouble", "slot-ended"]);
  });

  test("is not told of where the run has noted that somebody watches it", () => {
    const served = deskOf(yearly("a"));
    failed(yearly("a"), "s", []);
    look(served);
    expect(alerts()).toEqual([]);
    expect(types(served.said)).toEqual(["slot-ended"]);
  });

  test("of a flow that nobody has any more is forgotten with the old slots", () => {
    failed(yearly("gone"));
    const { desk } = deskOf(yearly("b"));
    const month = 32 * 86_400_000;
    vi.useFakeTimers({ now: Date.now() + month, toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    desk.look(Date.now(), 0);
    expect(file.all("SELECT * FROM slots")).toEqual([]);
  });
});

test("what a command could not deliver is sent by the service that goes on", async () => {
  const served = deskOf(yearly("b"));
  look(served);
  const channel = { command: [process.execPath, "-e", ""] };
  const message = { event: "failure", flow: "a", title: "a failed", text: "", file: "", time: "" };
  addAlert(file, {
    id: "a1 failure",
    flowKey: "a.ts#a",
    way: "command node",
    state: "pending",
    message: JSON.stringify(message),
    channel: JSON.stringify(channel),
    time: Date.now(),
  });
  file.run("UPDATE alerts SET pid = 1, process_start = 'long ago'");
  look(served, Date.now() + serviceBeat + 1);
  await vi.waitFor(
    () =>
      expect(served.said).toMatchObject([{ type: "alert", flow: "a", way: expect.any(String) }]),
    10_000,
  );
  expect(file.all("SELECT state FROM alerts")).toEqual([{ state: "sent" }]);
});

test("a store that cannot be used is said once, and looked at ever less often", () => {
  const served = deskOf(yearly("a"));
  look(served);
  file.run("ALTER TABLE slots RENAME TO locked");
  const began = Date.now() + 1_000;
  // As the service would: again as soon as the desk says that something comes.
  for (
    let looks = 0, now = began;
    now < began + 60_000;
    now = Math.max(now + 1, served.desk.next ?? 0)
  ) {
    looks += 1;
    look(served, now);
    expect(looks).toBeLessThan(10);
  }
  expect(types(served.said)).toEqual(["trouble"]);
  file.run("ALTER TABLE locked RENAME TO slots");
  look(served, began + 120_000);
  file.run("ALTER TABLE slots RENAME TO locked");
  look(served, began + 120_001);
  expect(types(served.said)).toEqual(["trouble", "trouble"]);
  file.run("ALTER TABLE locked RENAME TO slots");
});
