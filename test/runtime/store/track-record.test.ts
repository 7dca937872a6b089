import { describe, expect, test } from "vitest";
import type { StateName } from "../../../protocol/src/index.js";
import { sideBySide } from "../../../runtime/src/cli/runs/compare.js";
import { sparkline, statsTable } from "../../../runtime/src/cli/runs/stats.js";
import { colorsFor, Theme } from "../../../runtime/src/cli/terminal/theme.js";
import {
  type Connection,
  compareRuns,
  detailsOf,
  findRun,
  flowTrackRecords,
  openHistory,
  openStore,
  taskTrackRecords,
  trackRecord,
} from "../../../runtime/src/store/index.js";
import { enter, flowRun, taskRun } from "./records.js";
import { temporaryFolder } from "./workspace.js";

const theme = new Theme(colorsFor(false), {});
const start = Date.UTC(2026, 0, 2);
const day = 86_400_000;

type Call = [task: string, took: number, state?: StateName];

/** A run a day, each with its calls. */
function recorded(
  runs: { flow?: string; state?: StateName; took: number; n?: number; calls?: Call[] }[],
): Connection {
  const folder = temporaryFolder();
  const store = openStore({ folder });
  for (const [
    index,
    { flow = "daily", state = "Completed", took, n = 1, calls = [] },
  ] of runs.entries()) {
    const created = start + index * day;
    const run = flowRun({
      id: `run${index}`,
      created,
      flowName: flow,
      flowKey: `f.ts#${flow}`,
      params: { n },
    });
    store.flowRun(run);
    for (const [at, [name, time, end = "Completed"]] of calls.entries()) {
      const callSite = { file: "/w/f.ts", line: name.length, column: 1 };
      const of = { name, taskKey: `f.ts#${name.split("-")[0]}`, callSite, created };
      const task = taskRun(run, at + 1, of);
      enter(run, task, end, created + time);
      store.taskRun(task);
    }
    enter(run, run, state, created + took);
    store.flowRun(run);
  }
  store.flush();
  store.close();
  return openHistory(folder) as Connection;
}

describe("a track record", () => {
  const of = (...states: StateName[]) => trackRecord(states.map((state) => ({ state })));

  test("the success rate is of those that ended by themselves", () => {
    expect(of("Completed", "Cached", "Failed", "TimedOut", "Crashed").successRate).toBe(0.4);
    expect(of("Completed", "Cancelled", "Running", "UpstreamFailed").successRate).toBe(1);
    expect(of("Cancelled", "Running")).not.toHaveProperty("successRate");
  });

  test("durations are of those that did their work; by the nearest rank", () => {
    const took = (state: StateName, time: number) => ({ state, started: 0, ended: time });
    const times = Array.from({ length: 20 }, (_, index) => took("Completed", (index + 1) * 10));
    expect(trackRecord(times)).toMatchObject({ p50: 100, p95: 190 });
    expect(trackRecord([took("Completed", 7)])).toMatchObject({ p50: 7, p95: 7 });
    const none = trackRecord([took("Failed", 5), took("Cached", 0), took("Restored", 0)]);
    expect(none).not.toHaveProperty("p50");
    expect(none.trend).toEqual([
      { state: "Failed", duration: 5 },
      { state: "Cached" },
      { state: "Restored" },
    ]);
  });
});

test("stats: each flow's last runs, oldest first, and the tasks of one", () => {
  const history = recorded([
    {
      took: 9_000,
      calls: [
        ["load-a", 100],
        ["load-b", 300],
        ["save", 50],
      ],
    },
    { flow: "other", took: 10 },
    {
      took: 1_000,
      state: "Failed",
      calls: [
        ["load-a", 500, "Failed"],
        ["save", 0, "UpstreamFailed"],
      ],
    },
    { took: 3_000 },
  ]);
  const flows = flowTrackRecords(history, { limit: 2 });
  expect(flows.map(({ flow, count, last }) => [flow, count, last.run])).toEqual([
    ["daily", 2, "run3"],
    ["other", 1, "run1"],
  ]);
  const [daily] = flowTrackRecords(history, { flow: "daily", limit: 50 });
  const tasks = taskTrackRecords(history, { flowKey: "f.ts#daily", limit: 50 });
  expect(
    statsTable(
      [{ ...(daily as never as object), tasks } as never],
      theme,
      start + 3 * day + 7_200_000,
    ),
  ).toEqual([
    "  FLOW   RUNS  SUCCESS   P50   P95  LAST    TREND",
    "  daily     3      67%  3.0s  9.0s  2h ago  █▁▃",
    "",
    "  TASK  CALLS  SUCCESS    P50    P95  TREND",
    "  load      3      67%  100ms  300ms  ▂▅█",
    "  save      2     100%   50ms   50ms  █▁",
  ]);
  expect(flowTrackRecords(history, { flow: "nothing" })).toEqual([]);
  history.close();
});

test("stats: flows of one name are told apart by their files", () => {
  const history = recorded([
    { took: 1_000, calls: [["load", 100]] },
    { took: 1_000 },
    { flow: "other", took: 1_000 },
  ]);
  history.run("UPDATE runs SET file = '/w/a.ts'");
  history.run("UPDATE runs SET flow_key = 'b.ts#daily', file = '/w/b.ts' WHERE id = 'run1'");
  const tasks = taskTrackRecords(history, { flowKey: "f.ts#daily", limit: 5 });
  const flows = flowTrackRecords(history, { limit: 5 }).map((one) =>
    one.flowKey === "f.ts#daily" ? { ...one, tasks } : one,
  );
  expect(statsTable(flows, theme, start + 2 * day + 7_200_000)).toEqual([
    "  FLOW   FILE  RUNS  SUCCESS   P50   P95  LAST    TREND",
    "  daily  b.ts     1     100%  1.0s  1.0s  1d ago  █",
    "  daily  a.ts     1     100%  1.0s  1.0s  2d ago  █",
    "  other           1     100%  1.0s  1.0s  2h ago  █",
    "",
    "  TASK  FILE  CALLS  SUCCESS    P50    P95  TREND",
    "  load  a.ts      1     100%  100ms  100ms  █",
  ]);
  history.close();
});

test("a spark for each: what failed in its colour, what did no work a dot", () => {
  const colored = new Theme(colorsFor(true), {});
  const points = [{ state: "Failed", duration: 10 }, { state: "Cached" }] as const;
  expect(sparkline([...points], theme)).toBe("█·");
  expect(sparkline([...points], colored)).toContain(colored.colors.red("█"));
  expect(
    sparkline(
      [{ state: "Completed", duration: 0 }],
      new Theme(colorsFor(false), { TERM: "linux" }),
    ),
  ).toBe("_");
});

test("two runs side by side: what got slower, what ended worse, what was given", () => {
  const history = recorded([
    {
      took: 1_000,
      n: 1,
      calls: [
        ["load", 100],
        ["save", 1_000],
      ],
    },
    {
      took: 3_000,
      n: 2,
      state: "Failed",
      calls: [
        ["load", 400],
        ["save", 950, "Failed"],
      ],
    },
  ]);
  const details = (id: string) => detailsOf(history, findRun(history, id));
  const compared = compareRuns(details("run0"), details("run1"));
  expect(sideBySide(compared, theme, start + 2 * day, 100)).toEqual([
    "     RUN   FLOW   STATE      TOOK  STARTED",
    "  A  run0  daily  completed  1.0s  2d ago",
    "  B  run1  daily  failed     3.0s  1d ago",
    "",
    "  PARAMETER  A  B",
    "  n          1  2",
    "",
    "  TASK     A          B          A TOOK  B TOOK        CHANGE",
    "  load     completed  completed   100ms   400ms  +300ms +300%",
    "  save     completed  failed !     1.0s   950ms",
    "  the run  completed  failed !     1.0s    3.0s   +2.0s +200%",
  ]);
  const colored = new Theme(colorsFor(true), {});
  const text = sideBySide(compared, colored, start, 100).join("\n");
  expect(text).toContain(colored.colors.red("+300ms +300%"));
  history.close();
});
