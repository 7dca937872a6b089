import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent, TaskStateChanged } from "@millrace/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isTerminal } from "../../../runtime/src/engine/states.js";
import { allowFailure, flow, type TaskFuture, task } from "../../../runtime/src/index.js";
import { recorded } from "./recorded.js";

/** One call in a random flow: which earlier calls it takes, and how it goes. */
interface Step {
  from: number[];
  goes: "sync" | "async" | "throws" | "retries" | "nested" | "subflow";
  allow: boolean;
  awaited: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  from: fc.array(fc.nat(20), { maxLength: 3 }),
  goes: fc.constantFrom("sync", "async", "throws", "retries", "nested", "subflow"),
  allow: fc.boolean(),
  awaited: fc.boolean(),
});

const work = task(
  { name: "work", retries: 1 },
  async (goes: Step["goes"], _: unknown): Promise<unknown> => {
    if (goes === "throws") throw new Error("boom");
    if (goes === "retries" && Math.random() < 0.5) throw new Error("once");
    if (goes === "async") await sleep(0);
    if (goes === "nested") return [await work("sync", 1), work("async", 2)];
    return goes;
  },
);
const inner = flow({ name: "inner" }, (value: unknown) => work("async", value));

function program(steps: Step[], maxTasks: number) {
  return flow({ name: "program", maxTasks }, async () => {
    const made: TaskFuture<unknown>[] = [];
    for (const { from, goes, allow, awaited } of steps) {
      const inputs = from
        .map((index) => made[index % Math.max(made.length, 1)])
        .filter((future) => future !== undefined)
        .map((future) => (allow ? allowFailure(future) : future));
      const future = goes === "subflow" ? inner(inputs) : work(goes, inputs);
      made.push(future as TaskFuture<unknown>);
      if (awaited) await future.catch(() => {});
    }
    return made.length;
  });
}

function byRun(events: RunEvent[]): RunEvent[][] {
  const runs = new Map<string, RunEvent[]>();
  for (const event of events) runs.set(event.run, [...(runs.get(event.run) ?? []), event]);
  return [...runs.values()];
}

test("whatever a flow does, its events keep the contract", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (steps, maxTasks) => {
        const { events } = await recorded(program(steps, maxTasks));
        for (const run of byRun(events)) {
          expect(run.map(({ seq }) => seq)).toEqual(run.map((_, index) => index + 1));
          expect(run[0]?.type).toBe("run-started");
          const last = run.at(-1);
          expect(last?.type).toBe("run-finished");
          expect(run.filter(({ type }) => type === "run-finished")).toHaveLength(1);

          const states = run.filter(
            (event): event is TaskStateChanged => event.type === "task-state",
          );
          const ends = new Map<string, TaskStateChanged>();
          const counts: Record<string, number> = {};
          for (const event of states) {
            expect(ends.has(event.task), "no state follows the last one").toBe(false);
            if (!isTerminal(event.state)) continue;
            ends.set(event.task, event);
            counts[event.state.name] = (counts[event.state.name] ?? 0) + 1;
          }
          const ids = new Set(states.map(({ task }) => task));
          expect(ends.size, "every task run ends").toBe(ids.size);
          expect(last).toMatchObject({ counts });
          for (const { upstream, task: id } of states) {
            for (const up of upstream) expect(ids.has(up) && up !== id).toBe(true);
            expect(new Set(upstream).size).toBe(upstream.length);
          }
          const standsFor = run[0]?.type === "run-started" ? run[0].parentTask : undefined;
          if (standsFor !== undefined) {
            expect(
              events.some((event) => event.type === "task-state" && event.task === standsFor),
            ).toBe(true);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("without a listener no event is built, and the record is the same", async () => {
  const { openSession } = await import("../../../runtime/src/engine/session.js");
  const { MemoryStore } = await import("./memory-store.js");
  const store = new MemoryStore();
  const session = openSession({ store });
  await program([{ from: [], goes: "sync", allow: false, awaited: true }], 1)();
  await session.close();
  const [run] = store.flows.values();
  const [record] = store.tasks.values();
  const seqs = [...(run?.history ?? []), ...(record?.history ?? [])].map(({ seq }) => seq);
  expect(seqs.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(run?.seq).toBe(6);
  expect(store.closed).toBe(true);
});
