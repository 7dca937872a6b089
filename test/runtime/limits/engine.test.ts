import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { flow, task } from "../../../runtime/src/index.js";
import { recorded, statesOf } from "../engine/recorded.js";

/** Counts how many are inside at a time. */
class Room {
  inside = 0;
  most = 0;

  async enter(): Promise<void> {
    this.inside++;
    this.most = Math.max(this.most, this.inside);
    await wait(1);
    this.inside--;
  }
}

const times = <T>(count: number, call: () => T) => Promise.all(Array.from({ length: count }, call));

describe("named limits within one process", () => {
  test("no more than the limit run at a time, and all of them run", async () => {
    const room = new Room();
    const concurrency = { name: "e-db", limit: 2 };
    const work = task({ name: "work", concurrency }, () => room.enter());
    const { finished, events, store } = await recorded(() => flow(() => times(5, work))());
    expect(finished.state.name).toBe("Completed");
    expect(room.most).toBe(2);
    const waited = statesOf(events, "work").filter((name) => name === "AwaitingConcurrencySlot");
    expect(waited).toHaveLength(3);
    expect(store.holders.get("e-db")?.size).toBe(0);
  });

  test("a number limits the task's own runs; another task is not kept waiting by it", async () => {
    const room = new Room();
    const one = task({ concurrency: 1 }, () => room.enter());
    const other = task({ concurrency: 1 }, () => room.enter());
    await recorded(() => flow(() => [times(3, one), times(3, other)].map((all) => all))());
    expect(room.most).toBe(2);
  });

  test("several names are taken at once: no two that share one overlap", async () => {
    const room = new Room();
    const declared = task(
      {
        concurrency: [
          { name: "e-a", limit: 1 },
          { name: "e-b", limit: 1 },
        ],
      },
      () => room.enter(),
    );
    const a = task({ concurrency: ["e-a", "e-b"] }, () => room.enter());
    const b = task({ concurrency: ["e-b", "e-a"] }, () => room.enter());
    const { finished } = await recorded(() =>
      flow(() => Promise.all([times(3, declared), times(3, a), times(3, b)]))(),
    );
    expect(finished.state.name).toBe("Completed");
    expect(room.most).toBe(1);
  });

  test("a run that waits for a limit leaves its place under maxTasks to others", async () => {
    const order: string[] = [];
    const slow = task({ concurrency: { name: "e-one", limit: 1 } }, async (name: string) => {
      order.push(name);
      await wait(5);
    });
    const free = task(() => void order.push("free"));
    await recorded(() =>
      flow({ maxTasks: 2 }, () => Promise.all([slow("first"), slow("second"), free()]))(),
    );
    expect(order).toEqual(["first", "free", "second"]);
  });

  test("no slot is held between attempts", async () => {
    const order: string[] = [];
    const concurrency = { name: "e-retry", limit: 1 };
    const flaky = task({ concurrency, retries: 1, retryDelay: 0.02 }, (attempt: { n: number }) => {
      order.push(`attempt ${++attempt.n}`);
      if (attempt.n === 1) throw new Error("once");
    });
    const other = task({ concurrency: "e-retry" }, () => void order.push("other"));
    await recorded(() => flow(() => Promise.all([flaky({ n: 0 }), other()]))());
    expect(order).toEqual(["attempt 1", "other", "attempt 2"]);
  });

  test("a result that is known takes no slot", async () => {
    const cached = task(
      { cache: true, concurrency: { name: "e-cache", limit: 1 } },
      (n: number) => n,
    );
    const holder = task({ concurrency: "e-cache" }, async () => {
      const state = await cached(1).wait();
      return state.name;
    });
    const { value } = await recorded(() =>
      flow(async () => {
        await cached(1);
        return holder();
      })(),
    );
    expect(value).toBe("Cached");
  });

  test("what a task calls borrows its slot, one at a time", async () => {
    const room = new Room();
    const inner = task({ concurrency: "e-nested" }, () => room.enter());
    const outer = task({ concurrency: { name: "e-nested", limit: 1 } }, () => times(3, inner));
    const { finished, store } = await recorded(() => flow(() => times(2, outer))());
    expect(finished.state.name).toBe("Completed");
    expect(room.most).toBe(1);
    expect(store.holders.get("e-nested")?.size).toBe(0);
  });

  test("cancelling ends those that wait", async () => {
    const stuck = task({ concurrency: { name: "e-stuck", limit: 1 } }, () => wait(10_000));
    const { finished, store } = await recorded(async (session, events) => {
      const run = flow(() => times(3, stuck))();
      while (
        !events.some(
          (event) => event.type === "task-state" && event.state.name === "AwaitingConcurrencySlot",
        )
      ) {
        await wait(1);
      }
      await session.cancel("enough");
      await run.wait();
    });
    expect(finished.counts).toEqual({ Cancelled: 3 });
    expect(store.holders.get("e-stuck")?.size).toBe(0);
  });
});

describe("limits of flows", () => {
  test("runs of a flow wait as AwaitingConcurrencySlot, then run", async () => {
    const room = new Room();
    const limited = flow({ concurrency: 1 }, () => room.enter());
    const { events } = await recorded(() => Promise.all([limited(), limited(), limited()]));
    expect(room.most).toBe(1);
    const states = events.flatMap((event) => (event.type === "run-state" ? event.state.name : []));
    expect(states.filter((name) => name === "AwaitingConcurrencySlot")).toHaveLength(2);
    expect(
      events.filter((event) => event.type === "run-finished" && event.state.name === "Completed"),
    ).toHaveLength(3);
  });

  test("a flow that calls itself does not wait for itself", async () => {
    const again = flow(
      { concurrency: 1 },
      async (depth: number): Promise<number> => (depth === 0 ? 0 : 1 + (await again(depth - 1))),
    );
    const { value } = await recorded(() => again(2));
    expect(value).toBe(2);
  });

  test("one that waits can be cancelled", async () => {
    const limited = flow({ concurrency: 1 }, () => wait(10_000));
    const { events } = await recorded(async (session) => {
      const runs = [limited(), limited()];
      await session.cancel("enough");
      await Promise.all(runs.map((run) => run.wait()));
    });
    const ends = events.flatMap((event) => (event.type === "run-finished" ? event.state.name : []));
    expect(ends).toEqual(["Cancelled", "Cancelled"]);
  });
});

describe("what names mean", () => {
  test("two places that say different things of a name are both named", () => {
    const fn = () => 1;
    task({ concurrency: { name: "e-same", limit: 2 } }, fn);
    task({ concurrency: { name: "e-same", limit: 2 } }, fn);
    expect(() => task({ concurrency: { name: "e-same", limit: 3 } }, fn)).toThrow(
      /limit "e-same" is 2 at a time in \S*engine\.test\.ts:\d+:\d+ and 3 at a time in \S*engine\.test\.ts:\d+:\d+/,
    );
    flow({ concurrency: { name: "e-same", rate: 5 } }, fn);
    expect(() => flow({ concurrency: { name: "e-same", rate: 5, per: "1m" } }, fn)).toThrow(
      /limit "e-same" is 5 in 1 s in .* and 5 in 60 s in/,
    );
  });
});
