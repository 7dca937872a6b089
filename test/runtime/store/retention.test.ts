import { describe, expect, test } from "vitest";
import { defineConfig, retentionOf } from "../../../runtime/src/api/config.js";
import {
  type Connection,
  listRuns,
  openHistory,
  openStore,
  type Retention,
  retain,
} from "../../../runtime/src/store/index.js";
import { complete, enter, flowRun, taskRun } from "./records.js";
import { temporaryFolder } from "./workspace.js";

const day = 86_400_000;
const now = Date.now();

/** Runs `name:age in days`, the first with a task; one that still goes on has a `!`. */
function recorded(...runs: string[]): Connection {
  const folder = temporaryFolder();
  const store = openStore({ folder });
  for (const [index, given] of runs.entries()) {
    const [, flow = "", age, live] = /^(\w+):(\d+)(!?)$/.exec(given) ?? [];
    const created = now - Number(age) * day;
    const run = flowRun({ id: given, created, flowKey: `f.ts#${flow}` });
    store.flowRun(run);
    if (index === 0) store.taskRun(complete(run, taskRun(run, 1), 1));
    if (live) continue;
    enter(run, run, "Completed", created + 1);
    store.flowRun(run);
  }
  store.flush();
  store.close();
  return openHistory(folder) as Connection;
}

const kept = (connection: Connection) => listRuns(connection).map(({ id }) => id);

describe("what is not to be kept is removed", () => {
  const cases: [what: string, retention: Retention, runs: string[], kept: string[]][] = [
    ["what is too old", { olderThan: 30 * day }, ["a:40", "a:31", "a:29"], ["a:29"]],
    [
      "all but the newest of each flow",
      { keep: 2 },
      ["a:3", "a:2", "a:1", "b:9"],
      ["a:1", "a:2", "b:9"],
    ],
    ["what either rule says", { olderThan: 30 * day, keep: 1 }, ["a:2", "a:1", "b:40"], ["a:1"]],
    ["but not what goes on", { olderThan: day, keep: 1 }, ["a:9!", "a:3", "a:0"], ["a:0", "a:9!"]],
    ["nothing where nothing is said", {}, ["a:1000"], ["a:1000"]],
  ];
  test.each(cases)("%s", (_, retention, runs, left) => {
    const connection = recorded(...runs);
    retain(connection, retention, 10_000);
    expect(kept(connection)).toEqual(left);
    connection.close();
  });

  test("with all that belongs to it", () => {
    const connection = recorded("a:40");
    expect(retain(connection, { olderThan: day }, 10_000)).toBe(1);
    for (const table of ["runs", "task_runs", "task_calls"]) {
      expect(connection.all(`SELECT * FROM ${table}`)).toEqual([]);
    }
    connection.close();
  });

  test("and so are results that have expired", () => {
    const connection = recorded("a:1");
    const remember = (key: string, expires: number | null) =>
      connection.run(
        "INSERT INTO cache (key, from_task, used, expires, value) VALUES (?,'a:1.1',?,?,'1')",
        [key, now - day, expires],
      );
    remember("old", now - 1);
    remember("new", now + day);
    remember("for ever", null);
    retain(connection, { keep: 1 }, 10_000, now);
    const left = connection.all<{ key: string }>("SELECT key FROM cache ORDER BY key");
    expect(left.map(({ key }) => key)).toEqual(["for ever", "new"]);
    connection.close();
  });

  test("and so is what no run had use of for long; a hit is use", () => {
    const folder = temporaryFolder();
    const store = openStore({ folder });
    const keys = ["left", "hit"];
    for (const key of keys) {
      store.remember(key, "a.1", 1, undefined);
      store.keepFiles(key, "a.1", { source: "s" }, { value: 1 });
    }
    store.flush();
    const connection = openHistory(folder) as Connection;
    const usedDaysAgo = (days: number) => {
      for (const table of ["cache", "files"]) {
        connection.run(`UPDATE ${table} SET used = ?`, [now - days * day]);
      }
    };
    const left = (table: string) =>
      connection.all<{ key: string }>(`SELECT key FROM ${table}`).map(({ key }) => key);
    usedDaysAgo(91);
    const planned = openStore({ folder, readOnly: true });
    expect(planned.cached("left")).toEqual({ value: 1 });
    planned.flush();
    planned.close();
    expect(store.cached("hit")).toEqual({ value: 1 });
    expect(store.filesLeft("hit")).toMatchObject({ value: 1 });
    store.flush();
    retain(connection, {}, 10_000, now);
    expect([left("cache"), left("files")]).toEqual([["hit"], ["hit"]]);
    usedDaysAgo(2);
    retain(connection, { unusedFor: 3 * day }, 10_000, now + 2 * 3_600_000);
    expect([left("cache"), left("files")]).toEqual([["hit"], ["hit"]]);
    retain(connection, { unusedFor: day }, 10_000, now + 4 * 3_600_000);
    expect([left("cache"), left("files")]).toEqual([[], []]);
    store.close();
    connection.close();
  });

  test("once an hour, by whichever process comes first; what took too long goes on at once", () => {
    const connection = recorded("a:40");
    const rule = { olderThan: 30 * day };
    expect(retain(connection, rule, 10_000, now)).toBe(1);
    expect(retain(connection, rule, 10_000, now + 3_500_000)).toBeUndefined();
    expect(retain(connection, rule, 10_000, now + 3_700_000)).toBe(0);
    connection.close();
    const many = recorded("a:40", "a:41");
    expect(retain(many, rule, -1, now)).toBe(0);
    expect(retain(many, rule, 10_000, now + 1)).toBe(2);
    many.close();
  });
});

test("the setting is spans and counts, and refused where it cannot be meant", () => {
  expect(retentionOf(defineConfig({ retention: { olderThan: "90d", keep: 10 } }))).toEqual({
    olderThan: 90 * day,
    keep: 10,
  });
  expect(retentionOf(defineConfig({ retention: { unusedFor: "1d" } }))).toEqual({ unusedFor: day });
  expect(retentionOf({})).toEqual({});
  const refused: [retention: unknown, says: RegExp][] = [
    ["90d", /`retention` is '90d': give an object such as \{ olderThan: "90d"/],
    [{}, /says nothing/],
    [
      { olderThan: "ninety days" },
      /`retention\.olderThan` is 'ninety days': give a string such as "90d"/,
    ],
    [{ unusedFor: -1 }, /`retention\.unusedFor` is -1/],
    [{ keep: 0 }, /`retention\.keep`/],
    [{ age: "90d" }, /has no `age`: it knows olderThan, keep, unusedFor/],
  ];
  for (const [retention, says] of refused) {
    expect(() => defineConfig({ retention: retention as never })).toThrow(says);
  }
});
