import stringWidth from "fast-string-width";
import { describe, expect, test } from "vitest";
import type { RunEvent, StateName, StateType } from "../../../protocol/src/index.js";
import { duration } from "../../../runtime/src/cli/terminal/duration.js";
import { RunModel } from "../../../runtime/src/cli/terminal/model.js";
import { taskList } from "../../../runtime/src/cli/terminal/task-list.js";
import { cut, harmless, oneLine } from "../../../runtime/src/cli/terminal/text.js";
import { colorsFor, Theme, wantsColor } from "../../../runtime/src/cli/terminal/theme.js";

const types: Partial<Record<StateName, StateType>> = {
  Pending: "PENDING",
  Running: "RUNNING",
  Completed: "COMPLETED",
  Failed: "FAILED",
  AwaitingRetry: "SCHEDULED",
};

interface Change {
  /** Ordinal of the task run. */
  task: number;
  name?: string;
  state: StateName;
  time: number;
  message?: string;
  until?: number;
  error?: string;
  map?: { index: number; of: number };
  run?: string;
  node?: string;
}

const started = (run = "r", parentTask?: string): RunEvent => ({
  type: "run-started",
  run,
  seq: 1,
  time: 0,
  flow: run,
  file: "a.ts",
  params: {},
  ...(parentTask ? { parent: "r", parentTask } : {}),
});

function change({
  task,
  state,
  time,
  message,
  until,
  error,
  map,
  run = "r",
  ...given
}: Change): RunEvent {
  const name = given.name ?? `task-${task}`;
  return {
    type: "task-state",
    run,
    seq: 1,
    time,
    task: `${run}.${task}`,
    name,
    node: given.node ?? name,
    state: {
      type: types[state] ?? "PENDING",
      name: state,
      ...(message ? { message } : {}),
      ...(until ? { until } : {}),
    },
    attempt: 1,
    upstream: [],
    ...(map ? { map } : {}),
    ...(error ? { error: { name: "Error", message: error, stack: [] } } : {}),
  };
}

function list(
  events: RunEvent[],
  frame: { width?: number; height?: number; now?: number } = {},
): string[] {
  const model = new RunModel();
  for (const event of [started(), ...events]) if (event.type !== "log") model.apply(event);
  if (!model.root) throw new Error("no run");
  const theme = new Theme(colorsFor(false), { TERM: "xterm", WT_SESSION: "1" });
  return taskList(model.root, { width: 80, height: 40, now: 0, tick: 0, theme, ...frame });
}

const run = (task: number, from: number, to: number, more: Partial<Change> = {}) => [
  change({ task, state: "Running", time: from, ...more }),
  change({ task, state: "Completed", time: to, ...more }),
];

describe("a line tells", () => {
  test("what runs and for how long", () => {
    expect(
      list([change({ task: 1, name: "load", state: "Running", time: 1_000 })], { now: 3_500 }),
    ).toEqual(["  ⠋ load     2.5s"]);
  });
  test("what ended and how long it took", () => {
    expect(list(run(1, 0, 90, { name: "load" }), { now: 99_000 })).toEqual(["  ✓ load     90ms"]);
  });
  test("what failed, and why, in one line", () => {
    const failed = change({
      task: 1,
      name: "load",
      state: "Failed",
      time: 5,
      error: "no table\nmore",
    });
    expect(list([failed])).toEqual(["  ✗ load           Error: no table …"]);
  });
  test("how long until the next attempt", () => {
    const waiting = change({
      task: 1,
      name: "get",
      state: "AwaitingRetry",
      time: 1_000,
      message: "attempt 1 of 3 failed: HTTP 503 in 4 s",
      until: 11_000,
    });
    expect(list([waiting], { now: 4_000 })[0]).toBe(
      "  ↻ get           next in 7.0s, attempt 1 of 3 failed: HTTP 503 in 4 s",
    );
  });
  test("how far it is", () => {
    const events = [
      change({ task: 1, name: "load", state: "Running", time: 0 }),
      { type: "progress", run: "r", seq: 2, time: 0, task: "r.1", done: 5, total: 20 } as RunEvent,
    ];
    expect(list(events, { now: 1_000 })[0]).toBe("  ⠋ load     1.0s  ━━━━━─────────────── 5/20");
  });
});

describe("many are one line", () => {
  const map = (of: number, done: number) =>
    Array.from({ length: of }, (_, index) => {
      const more = { name: `row-${index}`, node: "a.ts:1:1", map: { index, of } };
      return index < done
        ? run(index + 1, 0, 10, more)
        : [change({ task: index + 1, state: "Running", time: 0, ...more })];
    }).flat();

  test("a map with how far it is", () => {
    expect(list(map(120, 30), { now: 1_000 })).toEqual([
      "  ⠋ row-… ×120     1.0s  ━━━━━─────────────── 30/120  90 running, 30 completed",
    ]);
  });
  test("a finished map", () => {
    expect(list(map(120, 120))).toEqual(["  ✓ row-… ×120     10ms"]);
  });
  test("a loop", () => {
    expect(
      list(Array.from({ length: 1_000 }, (_, i) => run(i + 1, 0, 10, { name: "step" })).flat()),
    ).toEqual(["  ✓ step ×1000     10ms"]);
  });
  test("a failure among them is not lost", () => {
    const failed = change({
      task: 120,
      name: "row-119",
      node: "a.ts:1:1",
      map: { index: 119, of: 120 },
      state: "Failed",
      time: 10,
      error: "bad",
    });
    expect(list([...map(120, 119), failed])[0]).toContain(
      "✗ row-… ×120     10ms  119 completed, 1 failed",
    );
  });
  test("more calls than rows: what runs and what failed stays", () => {
    const events = Array.from({ length: 100 }, (_, i) => run(i + 1, 0, 10)).flat();
    const failed = change({ task: 3, state: "Failed", time: 11, error: "bad" });
    const running = change({ task: 50, state: "Running", time: 12 });
    const lines = list([...events, failed, running], { height: 10 });
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe("  … 91 more: 91 completed");
    expect(lines[1]).toContain("✗ task-3");
    expect(lines[2]).toContain("⠋ task-50");
  });
});

test("a subflow's tasks stand under it", () => {
  const events = [
    change({ task: 1, name: "nightly", state: "Running", time: 0 }),
    started("sub", "r.1"),
    ...run(1, 0, 10, { run: "sub", name: "load" }),
  ];
  expect(list(events, { now: 1_000 })).toEqual(["  ⠋ nightly     1.0s", "    ✓ load      10ms"]);
});

test.each([20, 40, 80, 200])("no line is wider than %s columns", (width) => {
  const wide = "表計算データ".repeat(20);
  const events = [
    change({ task: 1, name: wide, state: "Failed", time: 1, error: wide }),
    change({ task: 2, name: "x".repeat(300), state: "Running", time: 1 }),
    {
      type: "progress",
      run: "r",
      seq: 1,
      time: 1,
      task: "r.2",
      done: 1,
      total: 3,
      message: wide,
    } as RunEvent,
    change({ task: 3, name: "map", map: { index: 0, of: 1_000 }, state: "Running", time: 1 }),
  ];
  for (const line of list(events, { width })) expect(stringWidth(line)).toBeLessThanOrEqual(width);
});

describe("text from elsewhere", () => {
  test.each([
    ["\x1b[2J\x1b[31mred\x1b[0m", "red"],
    ["a\x07b\x00", "a\\x07b\\x00"],
    ["line\r", "line"],
    ["\u202eevil", "\\x202eevil"],
    ["\x1b]8;;https://a.example\x07link\x1b]8;;\x07", "link"],
  ])("%j cannot touch the terminal", (text, expected) => {
    expect(harmless(text)).toBe(expected);
  });
  test("one line of many", () => expect(oneLine("a\nb")).toBe("a …"));
  test("cut by columns, not by characters", () => {
    expect(cut("表計算", 5)).toBe("表計…");
    expect(cut("abc", 3)).toBe("abc");
  });
});

test.each([
  [8, "8ms"],
  [1_240, "1.2s"],
  [59_960, "1m 00s"],
  [185_000, "3m 05s"],
  [7_800_000, "2h 10m"],
])("%i ms reads %s", (given, expected) => {
  expect(duration(given)).toBe(expected);
});

test.each([
  [{ isTTY: true }, { TERM: "xterm" }, true],
  [{ isTTY: true }, { NO_COLOR: "1" }, false],
  [{ isTTY: false }, {}, false],
  [{ isTTY: false }, { CI: "true" }, true],
  [{ isTTY: false }, { FORCE_COLOR: "1" }, true],
  [{ isTTY: true }, { FORCE_COLOR: "0" }, false],
  [{ isTTY: true }, { TERM: "dumb" }, false],
])("colour on %o with %o: %s", (stream, env, expected) => {
  expect(wantsColor(stream, env)).toBe(expected);
});
