/** What a run and the runs it called have logged, a piece at a time. */
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { LogReader } from "../../../runtime/src/cli/runs/log-reader.js";
import type { Store } from "../../../runtime/src/engine/store.js";
import { type Connection, openHistory, openStore } from "../../../runtime/src/store/index.js";
import { flowRun } from "./records.js";
import { temporaryFolder } from "./workspace.js";

let store: Store;
let history: Connection;
let trees = 0;
beforeEach(() => {
  const folder = temporaryFolder();
  store = openStore({ folder });
  history = openHistory(folder) as Connection;
  return () => {
    history.close();
    store.close();
  };
});

/** A run, one that it called, and one that that called; each with lines at these times. */
function tree(times: readonly (readonly number[])[]): string {
  trees += 1;
  for (const [depth, own] of times.entries()) {
    const parent = depth === 0 ? {} : { parent: `t${trees}.${depth - 1}` };
    const run = flowRun({ id: `t${trees}.${depth}`, ...parent });
    store.flowRun(run);
    for (const time of own) {
      const message = String(run.seq);
      store.log({ run: run.id, seq: ++run.seq, time, level: "info", message });
    }
    store.flowRun(run);
  }
  store.flush();
  return `t${trees}.0`;
}

test("each line comes once, in order of time, whatever the pieces", () => {
  const times = fc.array(fc.nat(30), { maxLength: 25 }).map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(
      fc.array(times, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 9 }),
      (all, size) => {
        const reader = new LogReader(history, tree(all));
        const read = [...reader.pages(size)].flat();
        expect(read.map(({ time }) => time)).toEqual(all.flat().sort((a, b) => a - b));
        expect(new Set(read.map(({ run, seq }) => `${run} ${seq}`)).size).toBe(read.length);
        for (const [depth] of all.entries()) {
          const own = read.filter(({ run }) => run.endsWith(`.${depth}`)).map(({ seq }) => seq);
          expect(own).toEqual([...own].sort((a, b) => a - b));
        }
        expect([...reader.pages(size)].flat()).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test("the first lines of runs within runs come before the last ones are read", () => {
  const root = tree([1, 2, 3].map(() => Array.from({ length: 4_000 }, (_, time) => time)));
  let rows = 0;
  const counting: Connection = {
    ...history,
    all: <T>(sql: string, values?: Parameters<Connection["all"]>[1]) => {
      const found = history.all<T>(sql, values);
      if (sql.includes("FROM logs")) rows += found.length;
      return found;
    },
  };
  const pages = new LogReader(counting, root).pages();
  const first = pages.next().value ?? [];
  expect(first.length).toBeGreaterThan(0);
  expect(rows).toBeLessThan(6_000);
  expect([first, ...pages].flat()).toHaveLength(12_000);
  expect(rows).toBe(12_000);
});

test("a clock that was set back loses and repeats nothing", () => {
  const reader = new LogReader(
    history,
    tree([
      [5, 6, 1, 2, 7],
      [3, 9, 4],
    ]),
  );
  const read = [...reader.pages(2)].flat().map(({ time }) => time);
  expect(read.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 9]);
});
