import type { StateName } from "@millrace/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { criticalPath } from "../../webview/src/model/critical.js";
import { drift } from "../../webview/src/model/drift.js";
import { combine, STATUSES, statusOf } from "../../webview/src/model/status.js";
import { TaskStore } from "../../webview/src/model/tasks.js";
import { type Bar, barOf, joinedBars, timeAxis } from "../../webview/src/model/timeline.js";
import { completedTasks, dailyReport, START, state, taskRun } from "./support/samples.js";

const NAMES: StateName[] = ["Pending", "Running", "Completed", "Failed", "Cached", "AwaitingRetry"];

describe("counts of task runs", () => {
  it("are what counting them anew gives, whatever the order of changes", () => {
    const change = fc.record({
      id: fc.integer({ min: 0, max: 12 }),
      node: fc.integer({ min: 0, max: 3 }),
      name: fc.constantFrom(...NAMES),
    });
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 20 }), { maxLength: 8 }), (batches) => {
        const store = new TaskStore();
        // An edit of the code may make it another node.
        for (const batch of batches) {
          store.upsert(
            batch.map(({ id, node, name }) => taskRun(`n${node}`, name, { id: `r.${id}` })),
          );
        }
        const anew = new Uint32Array(STATUSES.length);
        for (const task of store.byId.values()) {
          const index = STATUSES.indexOf(statusOf(task.state));
          anew[index] = (anew[index] ?? 0) + 1;
        }
        expect([...store.counts]).toEqual([...anew]);
        for (const [node, tally] of store.tallies) {
          const list = store.byNode.get(node) ?? [];
          expect(tally.total).toBe(list.length);
          expect([...tally.counts].reduce((a, b) => a + b, 0)).toBe(list.length);
          for (const task of list) {
            expect(store.byId.get(task.id)).toBe(task);
            expect(store.nodeOf(task)).toBe(node);
          }
        }
      }),
    );
  });

  it("say running while anything runs, and the worst once all ended", () => {
    const store = new TaskStore();
    store.upsert([taskRun("a", "Failed", { id: "1" }), taskRun("a", "Running", { id: "2" })]);
    const counts = store.tallies.get("a")?.counts ?? new Uint32Array();
    expect(combine(counts)).toBe("running");
    store.upsert([taskRun("a", "Completed", { id: "2" })]);
    expect(combine(counts)).toBe("failed");
  });

  it("know a state by its type where its name is from a later version", () => {
    expect(statusOf({ type: "FAILED", name: "Exploded" as StateName })).toBe("failed");
  });
});

describe("the critical path", () => {
  it("goes back from the last to end along whichever upstream ended last", () => {
    const store = new TaskStore();
    store.upsert(completedTasks());
    const path = criticalPath(store, START + 13000).tasks.map(({ node }) => node);
    expect(path).toEqual([
      "list_regions",
      "fetch_orders",
      "convert_currency",
      "archive/compress",
      "archive/upload",
      "send_mail",
    ]);
  });

  it("ends in a run whose tasks wait for one another", () => {
    const store = new TaskStore();
    const times = { started: START, ended: START + 5 };
    store.upsert([
      taskRun("a", "Completed", { ...times, upstream: ["r1.b"] }),
      taskRun("b", "Completed", { ...times, upstream: ["r1.a"] }),
    ]);
    expect(criticalPath(store, START).tasks).toHaveLength(2);
  });
});

describe("drift", () => {
  it("tells code that had to run and did not from code that might be skipped", () => {
    const store = new TaskStore();
    store.upsert(
      completedTasks().filter(({ node }) => node !== "summarise" && node !== "load_refunds"),
    );
    const { missed, codeOnly, runOnly } = drift(dailyReport(), store);
    expect([...missed]).toEqual(["summarise"]);
    expect([...codeOnly].sort()).toEqual(["load_refunds", "summarise"]);
    expect(runOnly.size).toBe(0);
  });

  it("finds nodes and edges that only the run has", () => {
    const store = new TaskStore();
    store.upsert([
      taskRun("list_regions", "Completed"),
      taskRun("send_mail", "Completed", { upstream: ["r1.list_regions"] }),
      taskRun("gone#1", "Completed"),
    ]);
    const found = drift(dailyReport(), store);
    expect([...found.runOnly]).toEqual(["gone#1"]);
    expect(found.runOnlyEdges).toEqual([{ from: "list_regions", to: "send_mail" }]);
  });
});

describe("the time axis", () => {
  const ran = (id: string, from: number, to: number) =>
    taskRun(id, "Completed", { started: START + from, ended: START + to });

  it("folds idle gaps of more than a fifth", () => {
    const store = new TaskStore();
    store.upsert([ran("a", 0, 1000), ran("b", 9000, 10_000)]);
    const axis = timeAxis(store, START, START + 10_000);
    expect(axis.breaks).toEqual([{ start: START + 1000, end: START + 9000 }]);
    expect(axis.position(START + 9000) - axis.position(START + 1000)).toBeCloseTo(0.03);
    expect(axis.position(START + 10_000)).toBeCloseTo(1);
  });

  it("never goes back", () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 1, max: 900 }));
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 12 }), (spans) => {
        const store = new TaskStore();
        store.upsert(spans.map(([from, long], index) => ran(`t${index}`, from, from + long)));
        const axis = timeAxis(store, START, START + 10_000);
        let last = -1;
        for (let time = START; time <= START + 10_000; time += 97) {
          const place = axis.position(time);
          expect(place).toBeGreaterThanOrEqual(last);
          expect(place).toBeLessThanOrEqual(1.0001);
          last = place;
        }
      }),
    );
  });

  it("shows waiting before the bar", () => {
    const task = taskRun("a", "Running", { created: START, started: START + 50 });
    expect(barOf(task, START + 80)).toMatchObject({
      queued: START,
      start: START + 50,
      end: START + 80,
    });
    expect(
      barOf({ ...task, state: state("Pending"), started: undefined as never }, START),
    ).toBeUndefined();
  });
});

describe("the bars of a row with very many task runs", () => {
  const span = { ofTask: fc.nat(10_000), for: fc.nat(4_000) };
  const drawnOf = (tasks: { name: StateName; ofTask: number; for: number }[]): [Bar[], Bar[]] => {
    const store = new TaskStore();
    store.upsert(
      tasks.map(({ name, ofTask, for: took }, index) =>
        taskRun("each", name, {
          id: `r.${index}`,
          created: START,
          started: START + ofTask,
          ended: START + ofTask + took,
        }),
      ),
    );
    const axis = timeAxis(store, START, START + 1);
    const bars = [...store.byId.values()].flatMap((task) => barOf(task, START) ?? []);
    return [bars, joinedBars(bars, axis)];
  };
  const isCovered = (bar: Bar, by: Bar[]) =>
    by.some(
      ({ status, start, end }) => status === bar.status && start <= bar.start && end >= bar.end,
    );

  it("reach as far as the task runs do, the late failures too", () => {
    const [bars, joined] = drawnOf(
      Array.from({ length: 1_000 }, (_, index) => ({
        name: index % 3 === 0 ? "Failed" : "Completed",
        ofTask: index * 10,
        for: 10,
      })),
    );
    expect(joined.length).toBeLessThan(300);
    expect(bars.filter((bar) => !isCovered(bar, joined))).toEqual([]);
  });

  it("cover every task run with its own status, are few, and have the failures on top", () => {
    const name = fc.constantFrom<StateName>("Completed", "Failed", "Cached", "Crashed");
    const row = fc.array(fc.record({ name, ...span }), { minLength: 61, maxLength: 400 });
    fc.assert(
      fc.property(row, (tasks) => {
        const [bars, joined] = drawnOf(tasks);
        expect(bars.filter((bar) => !isCovered(bar, joined))).toEqual([]);
        const failures = joined.map(({ status }) => status === "failed" || status === "crashed");
        expect(failures).toEqual([...failures].sort());
        for (const of of new Set(joined.map(({ status }) => status))) {
          const own = joined.filter(({ status }) => status === of);
          expect(own.length).toBeLessThanOrEqual(301);
        }
      }),
      { numRuns: 30 },
    );
  });
});
