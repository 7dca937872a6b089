import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { schedulesOf } from "../../../runtime/src/schedules/normal.js";
import type { CatchUp, Schedule } from "../../../runtime/src/schedules/options.js";
import { decide } from "../../../runtime/src/serve/decide.js";
import type { FoundSchedule } from "../../../runtime/src/serve/discovery/found.js";
import {
  type Connection,
  connect,
  pauseSchedule,
  skipSlot,
} from "../../../runtime/src/store/index.js";
import { temporaryFolder } from "../store/workspace.js";

let file: Connection;

beforeEach(() => {
  file = connect(join(temporaryFolder(), ".millrace"));
  onTestFinished(() => file.close());
});

const at = (text: string) => Date.parse(text);

function found(schedule: Schedule): FoundSchedule {
  const [normal] = schedulesOf({ schedule });
  if (normal === undefined) throw new Error("no schedule");
  return { ...normal, parameters: "", params: {} };
}

const hourly = (catchUp: CatchUp) => found({ cron: "0 * * * *", timezone: "UTC", catchUp });

/** The slots noted so far, as hours or times of day. */
function noted(): string[] {
  return file
    .all<{ slot: number; late: number }>("SELECT slot, late FROM slots ORDER BY slot")
    .map(({ slot, late }) => `${new Date(slot).toISOString().slice(8, 16)}${late ? " late" : ""}`);
}

/** A service that starts at `since` and looks at each of these moments. */
function serve(schedule: FoundSchedule, since: string, ...looks: string[]) {
  return looks.map((look) => decide(file, "etl.ts#main", schedule, at(look), at(since)));
}

/** All slots that are due are dealt with. */
function runAll({ key }: FoundSchedule): void {
  for (const { slot } of file.all<{ slot: number }>("SELECT slot FROM slots WHERE state = 'due'")) {
    skipSlot(file, { flowKey: "etl.ts#main", schedule: key, slot }, "done");
  }
}

test("a schedule that is new begins now: nothing before was missed", () => {
  const [first] = serve(hourly("all"), "2026-05-01T10:30Z", "2026-05-01T10:30Z");
  expect(first).toEqual({ next: at("2026-05-01T11:00Z") });
  expect(noted()).toEqual([]);
});

describe("after six hours in which nothing ran", () => {
  const since = "2026-05-01T16:30Z";
  const stop = () => serve(hourly("none"), "2026-05-01T10:30Z", "2026-05-01T10:30Z");

  test.each<[CatchUp, slots: string[], lost: number | undefined]>([
    ["none", ["01T17:00"], 6],
    ["last", ["01T16:00 late", "01T17:00"], 5],
    [
      "all",
      [
        "01T11:00 late",
        "01T12:00 late",
        "01T13:00 late",
        "01T14:00 late",
        "01T15:00 late",
        "01T16:00 late",
        "01T17:00",
      ],
      undefined,
    ],
  ])("catchUp %s", (catchUp, slots, lost) => {
    stop();
    const [first] = serve(hourly(catchUp), since, since, "2026-05-01T17:00:00.004Z");
    expect(first?.missed?.count).toBe(lost);
    expect(noted()).toEqual(slots);
  });
});

test("a backlog is worked off in pieces, and none of it is lost", () => {
  const schedule = found({ cron: "* * * * *", timezone: "UTC", catchUp: "all" });
  serve(schedule, "2026-05-01T00:00Z", "2026-05-01T00:00Z");
  for (let turn = 0; turn < 20; turn += 1) {
    serve(schedule, "2026-05-01T10:00Z", "2026-05-01T10:00:00.500Z");
    runAll(schedule);
  }
  expect(noted()).toHaveLength(600);
});

test("a million missed slots are not walked one by one", () => {
  const schedule = found({ cron: "* * * * * *", timezone: "UTC", catchUp: "last" });
  serve(schedule, "2026-05-01T00:00Z", "2026-05-01T00:00Z");
  const [decision] = serve(schedule, "2026-05-14T00:00:10Z", "2026-05-14T00:00:10.200Z");
  expect(decision?.missed).toMatchObject({ count: 1_001, first: at("2026-05-01T00:00:01Z") });
  expect(noted().filter((slot) => slot.endsWith("late"))).toHaveLength(1);
});

describe("clocks that jump", () => {
  test("forward: what was jumped over is missed, what is due now is not", () => {
    const since = "2026-05-01T10:30Z";
    const [, , decision] = serve(
      hourly("none"),
      since,
      since,
      "2026-05-01T11:00Z",
      "2026-05-01T15:00:02Z",
    );
    expect(decision?.missed?.count).toBe(3);
    expect(noted()).toEqual(["01T11:00", "01T15:00"]);
  });

  test("backward: the hours that are lived again run nothing twice, and the schedule goes on", () => {
    const since = "2026-05-01T10:30Z";
    const looks = [
      "2026-05-01T11:00Z",
      "2026-05-01T12:00Z",
      "2026-05-01T10:45Z",
      "2026-05-01T11:00:01Z",
      "2026-05-01T12:00:01Z",
      "2026-05-01T13:00:00Z",
    ];
    const decisions = serve(hourly("all"), since, since, ...looks);
    expect(noted()).toEqual(["01T11:00", "01T12:00", "01T13:00"]);
    expect(decisions.flatMap(({ missed }) => missed ?? [])).toEqual([]);
  });

  test("a clock that was years ahead for a moment does not stop the schedule until then", () => {
    const since = "2026-05-01T10:30Z";
    serve(
      hourly("none"),
      since,
      since,
      "2031-01-01T00:00:10Z",
      "2026-05-01T10:40Z",
      "2026-05-01T11:00Z",
    );
    expect(noted()).toContain("01T11:00");
  });
});

test("two services on one store note each slot once", () => {
  const since = "2026-05-01T10:30Z";
  serve(hourly("all"), since, since);
  const looks = ["2026-05-01T11:00Z", "2026-05-01T11:00:00.001Z", "2026-05-01T12:00Z"];
  const other = connect(join(file.file, ".."));
  onTestFinished(() => other.close());
  for (const look of looks) {
    decide(file, "etl.ts#main", hourly("all"), at(look), at(since));
    decide(other, "etl.ts#main", hourly("all"), at(look), at(since));
  }
  expect(noted()).toEqual(["01T11:00", "01T12:00"]);
});

test("what passes while a schedule is off or paused was not missed", () => {
  const since = "2026-05-01T10:30Z";
  const off = { ...hourly("all"), active: false };
  serve(off, since, since, "2026-05-01T12:10Z");
  serve(hourly("all"), since, "2026-05-01T13:00Z");
  pauseSchedule(file, "etl.ts#main", off.key, true, at("2026-05-01T13:10Z"));
  pauseSchedule(file, "etl.ts#main", off.key, false, at("2026-05-01T14:50Z"));
  serve(hourly("all"), since, "2026-05-01T15:00Z");
  expect(noted()).toEqual(["01T13:00", "01T15:00"]);
});

test("a simulated year, looked at every few minutes with three outages: catchUp all loses no slot", () => {
  const schedule = found({ cron: "30 2 * * *", timezone: "Europe/Berlin", catchUp: "all" });
  const outages = [
    ["2026-03-28T12:00Z", "2026-03-30T12:00Z"],
    ["2026-07-01T00:00Z", "2026-07-20T00:00Z"],
    ["2026-10-24T23:00Z", "2026-10-25T03:00Z"],
  ] as const;
  let since = at("2026-01-01T00:00Z");
  let next = since;
  for (let now = since; now < at("2027-01-01T00:00Z"); now += 17 * 60_000) {
    const outage = outages.find(([from, to]) => now >= at(from) && now < at(to));
    if (outage) {
      now = at(outage[1]);
      since = now;
      next = now;
    }
    if (next > now) continue;
    next = decide(file, "etl.ts#main", schedule, now, since).next ?? 0;
    runAll(schedule);
  }
  const days = noted().length;
  expect(days).toBe(365);
  const distinct = file.first<{ count: number }>("SELECT COUNT(DISTINCT slot) AS count FROM slots");
  expect(distinct?.count).toBe(365);
});
