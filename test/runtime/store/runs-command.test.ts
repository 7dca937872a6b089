import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { table } from "../../../runtime/src/cli/runs/ls.js";
import { page } from "../../../runtime/src/cli/runs/show.js";
import { colorsFor, Theme } from "../../../runtime/src/cli/terminal/theme.js";
import {
  type Connection,
  findRun,
  listRuns,
  openHistory,
  openStore,
  taskCounts,
  unspokenEvents,
} from "../../../runtime/src/store/index.js";
import { complete, enter, flowRun, taskRun } from "./records.js";
import { type Child, startFixture, temporaryFolder } from "./workspace.js";

const time = Date.UTC(2026, 0, 2, 12, 0, 0);
const theme = new Theme(colorsFor(false), {});

/** A run that failed in its second task, and one that completed before it. */
function recordedRuns(folder = temporaryFolder()): { folder: string; history: Connection } {
  const store = openStore({ folder });
  const earlier = flowRun({ id: "earlier", created: time, flowName: "daily" });
  const task = taskRun(earlier, 1);
  task.result = { value: 1 };
  enter(earlier, task, "Completed", time + 40);
  enter(earlier, earlier, "Completed", time + 1_200);
  const later = flowRun({ id: "later", created: time + 60_000, params: { url: "x", n: 3 } });
  const load = complete(later, taskRun(later, 1), 1);
  const stack = [{ file: "/workspace/flow.ts", line: 12, column: 9 }];
  const parse = taskRun(later, 2, {
    name: "parse",
    callSite: { file: "/workspace/flow.ts", line: 11, column: 3 },
    error: { name: "TypeError", message: "no rows", stack },
  });
  enter(later, parse, "Failed", time + 60_300);
  later.error = { name: "TypeError", message: "no rows", stack, task: parse.id };
  enter(later, later, "Failed", time + 60_500);
  store.flowRun(earlier);
  store.taskRun(task);
  store.flowRun(later);
  store.taskRun(load);
  store.taskRun(parse);
  store.log({
    run: "later",
    task: load.id,
    seq: ++later.seq,
    time,
    level: "warn",
    message: "slow",
  });
  store.artifact({ run: "later", key: "report", kind: "link", value: "https://a.b", time });
  store.flush();
  store.close();
  return { folder, history: openHistory(folder) as Connection };
}

test("the list is a table, the newest run first, with what went wrong", () => {
  const { history } = recordedRuns();
  const listed = listRuns(history).map((run) => ({ run, counts: taskCounts(history, run.id) }));
  expect(table(listed, theme, time + 180_000, 100)).toEqual([
    "  RUN      FLOW      STATE      STARTED  TOOK   TASKS",
    "✗ later    pipeline  failed     2m ago   500ms  1/2    TypeError: no rows",
    "✓ earlier  daily     completed  3m ago   1.2s   1/1",
  ]);
});

test("a run is shown with its tasks, its error with the line, and its artifacts", () => {
  const { history } = recordedRuns();
  const text = page(history, findRun(history, "later"), { theme, now: time + 180_000, width: 100 });
  const shown = text.join("\n");
  expect(shown).toMatch(/^✗ pipeline {2}failed in 500ms\n/);
  expect(shown).toMatch(/run +later\n/);
  expect(shown).toMatch(/params +url='x' n=3|params +url='x' {2}n=3/);
  expect(shown).toMatch(/✓ load .*\n +✗ parse .*TypeError: no rows/);
  expect(shown).toMatch(/Errors\n +parse {2}TypeError: no rows\n +at \/workspace\/flow\.ts:12:9/);
  expect(shown).toMatch(/Artifacts\n +link +report +https:\/\/a\.b/);
});

test("to show a run none of what it logged is read: that may be a million lines", () => {
  const { history } = recordedRuns();
  const asked: string[] = [];
  const watched: Connection = {
    ...history,
    all: (sql, values) => {
      asked.push(sql);
      return history.all(sql, values);
    },
  };
  const run = findRun(history, "later");
  page(watched, { ...run, seq: 1_000_000_000 }, { theme, now: time, width: 100 });
  expect(asked.filter((sql) => /FROM task_runs/.test(sql))).not.toEqual([]);
  expect(asked.filter((sql) => /\blogs\b/.test(sql))).toEqual([]);
});

function startRuns(folder: string, ...args: string[]): Child {
  return startFixture("runs-command.ts", ["runs", ...args], {
    env: { ...process.env, MILLRACE_HOME: folder, NO_COLOR: "1" },
  });
}

async function runs(folder: string, ...args: string[]) {
  const child = startRuns(folder, ...args);
  return { ...(await child.ended), lines: child.lines };
}

describe("the command", () => {
  test("prints NDJSON and nothing else with --json", async () => {
    const { folder } = recordedRuns();
    const { code, lines, stderr } = await runs(folder, "ls", "--json", "--state", "failed");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ id: "later", duration: 500 }]);
  });

  test("finds runs by several states, a time and a word", async () => {
    const { folder } = recordedRuns();
    const found = async (...args: string[]) =>
      (await runs(folder, "ls", "--json", ...args)).lines.map((line) => JSON.parse(line).id);
    const several = ["--state", "failed", "--state", "Completed"];
    expect(await found(...several, "--search", "DAIL")).toEqual(["earlier"]);
    expect(await found(...several, "--since", "2026-01-02T12:00:30Z")).toEqual(["later"]);
    expect(await found("--until", "2026-01-01")).toEqual([]);
    expect(await found("--scheduled")).toEqual([]);
  });

  test("compares, and shows one task run with what it was called with and returned", async () => {
    const { folder } = recordedRuns();
    const compared = await runs(folder, "compare", "earlier", "later", "--json");
    expect(JSON.parse(compared.lines[0] as string).tasks).toMatchObject([
      { name: "load", left: { tasks: 1 }, right: { tasks: 1 } },
      { name: "parse", right: { state: { name: "Failed" } } },
    ]);
    const { lines } = await runs(folder, "show", "later", "--task", "load", "--json");
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      id: "later.1",
      inputs: { inputs: [], missing: expect.stringContaining("not recorded") },
      result: { text: "1" },
    });
  });

  test("prints logs with time, level and task", async () => {
    const { folder } = recordedRuns();
    expect((await runs(folder, "logs", "later")).lines).toEqual([
      expect.stringMatching(/^\d\d:\d\d:00\.000 warn {2}load {2}slow$/),
    ]);
  });

  test("prints the logs of subflows among those of the run, in order of time", async () => {
    const folder = temporaryFolder();
    const store = openStore({ folder });
    const outer = flowRun({ id: "outer" });
    const inner = flowRun({ id: "inner", parent: "outer" });
    for (const run of [outer, inner]) store.flowRun(run);
    for (const [at, run] of [outer, inner, outer].entries()) {
      const message = `${run.id} ${at}`;
      store.log({ run: run.id, seq: ++run.seq, time: at, level: "info", message });
    }
    store.flush();
    const { lines } = await runs(folder, "logs", "outer", "--json");
    expect(lines.map((line) => JSON.parse(line).message)).toEqual([
      "outer 0",
      "inner 1",
      "outer 2",
    ]);
    const last = await runs(folder, "logs", "outer", "--limit", "1", "--json");
    expect(last.lines.map((line) => JSON.parse(line).message)).toEqual(["outer 2"]);
    store.close();
  });

  test("prints all of many lines, each once", async () => {
    const folder = temporaryFolder();
    const store = openStore({ folder });
    const run = flowRun();
    store.flowRun(run);
    for (let index = 0; index < 2_500; index += 1) {
      const message = String(run.seq);
      store.log({ run: run.id, seq: ++run.seq, time: 1, level: "info", message });
    }
    enter(run, run, "Completed");
    store.flowRun(run);
    store.flush();
    const { lines } = await runs(folder, "logs", "run1", "--json");
    const numbers = lines.map((line) => Number(JSON.parse(line).message));
    expect(numbers).toEqual(Array.from({ length: 2_500 }, (_, index) => index + 2));
    // What a list of tasks is drawn from does not hold them.
    const history = openHistory(folder) as Connection;
    const drawn = unspokenEvents(history, findRun(history, "run1"));
    expect(drawn.map(({ type, seq }) => [type, seq])).toEqual([
      ["run-started", 1],
      ["run-state", 2],
      ["run-finished", 2_503],
    ]);
    store.close();
  });

  test("removes by age", async () => {
    const { folder, history } = recordedRuns();
    const { lines } = await runs(folder, "rm", "--older-than", "30d", "--state", "completed");
    expect(lines).toEqual(["Removed run earlier."]);
    expect(listRuns(history).map(({ id }) => id)).toEqual(["later"]);
  });

  test.each([
    [["show", "latr"], /no run has the id "latr".*Nearest: later/],
    [["ls", "--state", "broken"], /there is no state "broken"[\s\S]*Completed/],
    [["ls", "--since", "tomorrow"], /--since: expected a date .* or a time span.*got "tomorrow"/],
    [["compare", "earlier"], /no run of daily before earlier to compare it with/],
    [["show", "later", "--task", "pars"], /no task "pars", did you mean "parse"\?/],
    [["ls", "--limit", "0"], /--limit: expected a whole number from 1, got "0"/],
    [["rm"], /which runs\? Give an id, or --older-than 30d/],
    [["rm", "--older-than", "30"], /a time span such as 30d.*got "30"/],
  ])("%j is wrong usage: status 2, and says why", async (args, message) => {
    const { folder } = recordedRuns();
    const { code, stderr, lines } = await runs(folder, ...args);
    expect(stderr).toMatch(message);
    expect({ code, lines }).toEqual({ code: 2, lines: [] });
  });

  test("without any store, ls says so and show is wrong usage", async () => {
    const folder = join(temporaryFolder(), "none");
    expect((await runs(folder, "ls")).lines).toEqual([
      "No runs yet. Start one with `millrace run FILE`.",
    ]);
    const { code, stderr } = await runs(folder, "show");
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no run: nothing was recorded in/);
  });

  test("logs -f ends with the run", async () => {
    const folder = temporaryFolder();
    const holder = startFixture("hold-run.ts", [folder, "idle"]);
    await holder.said("recorded");
    const following = startRuns(folder, "logs", "-f");
    await following.said(new Date(0).toLocaleTimeString("sv"));
    expect(following.process.exitCode).toBeNull();
    holder.process.kill("SIGKILL");
    expect((await following.ended).code).toBe(0);
  });
});
