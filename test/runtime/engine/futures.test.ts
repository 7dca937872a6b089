import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  CyclicFuturesError,
  flow,
  type TaskFuture,
  TimeoutError,
  task,
  unmapped,
  waitFor,
} from "../../../runtime/src/index.js";
import { recorded } from "./recorded.js";

// biome-ignore lint/suspicious/noExplicitAny: gives whatever it is given.
const same = task({ name: "same" }, (value: any): any => value);
const seen = task({ name: "seen" }, (value: unknown) => JSON.stringify(value) ?? "undefined");

describe("a future as an argument is an exact edge", () => {
  test.each([[5], [true], [null], [""], [undefined]])("with the value %j", async (value) => {
    const { tasks, value: result } = await recorded(flow(() => seen(same(value))));
    expect(result).toBe(JSON.stringify(value) ?? "undefined");
    expect(tasks[1]?.upstream).toEqual([tasks[0]?.id]);
  });

  test("deep in arrays and plain objects, and cycles do not hang", async () => {
    const took = task((box: { list: { n: number }[]; self?: unknown }) => [
      box.list[0]?.n,
      box.self === box,
    ]);
    const { value, tasks } = await recorded(
      flow(() => {
        const box: { list: { n: TaskFuture<number> }[]; self?: unknown } = {
          list: [{ n: same(7) as TaskFuture<number> }],
        };
        box.self = box;
        return took(box);
      }),
    );
    expect(value).toEqual([7, true]);
    expect(tasks[1]?.upstream).toEqual([tasks[0]?.id]);
  });

  test("through a property, with get", async () => {
    const { value, tasks } = await recorded(
      flow(() =>
        seen(
          same({ rows: [1, 2] })
            .get("rows")
            .get(1),
        ),
      ),
    );
    expect(value).toBe("2");
    expect(tasks[1]?.upstream).toEqual([tasks[0]?.id]);
  });

  test("leaves arguments without futures as they are", async () => {
    const big = { rows: [1] };
    const is = task((a: unknown, b: unknown) => [a === big, b]);
    const { value } = await recorded(flow(() => is(big, same(1))));
    expect(value).toEqual([true, 1]);
  });
});

describe("other edges", () => {
  test("an object that an awaited task returned", async () => {
    const { tasks } = await recorded(
      flow(async () => {
        const rows = await same({ a: 1 });
        return seen({ rows });
      }),
    );
    expect(tasks[1]?.upstream).toEqual([tasks[0]?.id]);
  });

  test("a part taken out of an awaited result", async () => {
    const { tasks } = await recorded(
      flow(async () => {
        const { left } = await same({ left: [1], right: [2] });
        return seen(left);
      }),
    );
    expect(tasks[1]?.upstream).toEqual([tasks[0]?.id]);
  });

  test("never an equal primitive", async () => {
    const { tasks } = await recorded(
      flow(async () => {
        await same(5);
        return seen(5);
      }),
    );
    expect(tasks[1]?.upstream).toEqual([]);
  });

  test.each([
    ["waitFor as an option", (a: TaskFuture<unknown>) => seen.with({ waitFor: [a] })(1)],
    ["waitFor as a function", (a: TaskFuture<unknown>) => seen.with(waitFor(a))(1)],
  ])("%s", async (_, call) => {
    const order: string[] = [];
    const first = task(async () => {
      await sleep(3);
      order.push("first");
    });
    const { tasks } = await recorded(
      flow(async () => {
        await call(first());
        order.push("second");
      }),
    );
    expect(order).toEqual(["first", "second"]);
    expect(tasks[1]?.upstream).toEqual([tasks[0]?.id]);
  });
});

describe("a future", () => {
  test("tells its id and state, waits, and gives the result", async () => {
    const { value } = await recorded(
      flow(async () => {
        const future = same(3);
        const before = future.state.name;
        const after = await future.wait();
        return [before, after.name, await future.result(), typeof future.id];
      }),
    );
    expect(value).toEqual(["Pending", "Completed", 3, "string"]);
  });

  test("gives up waiting after a timeout, though the task goes on", async () => {
    const slow = task({ name: "slow" }, () => sleep(20, "late"));
    const { value } = await recorded(
      flow(async () => {
        const future = slow();
        const early = await future.result({ timeout: 0.001 }).catch((error) => error);
        return [early instanceof TimeoutError, early.message, await future];
      }),
    );
    expect(value).toEqual([true, "slow has not ended within 1 ms", "late"]);
  });

  test("starts at once and next to others", async () => {
    let open!: () => void;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const waits = task(() => gate);
    const opens = task(() => open());
    const { finished } = await recorded(
      flow(async () => {
        const first = waits();
        await opens();
        await first;
      }),
    );
    expect(finished.counts).toEqual({ Completed: 2 });
  });

  test("may be what a flow or task returns, deep inside", async () => {
    const outer = task({ name: "outer" }, () => ({ inner: same([1]) }));
    const { value } = await recorded(flow(() => ({ a: same(1), b: [outer()] })));
    expect(value).toEqual({ a: 1, b: [{ inner: [1] }] });
  });

  test("that fails and is not awaited rejects nothing", async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", listen);
    const fails = task({ optional: true }, async () => {
      throw new Error("unseen");
    });
    await recorded(
      flow(() => {
        fails();
        same(fails());
      }),
    );
    await sleep(5);
    process.off("unhandledRejection", listen);
    expect(unhandled).toEqual([]);
  });
});

describe("cyclic futures are refused", () => {
  test("when a task returns its own future", async () => {
    const { error } = await recorded(
      flow(() => {
        const self: TaskFuture<unknown> = task({ name: "self" }, () => self)();
        return self;
      }),
    );
    expect(error).toBeInstanceOf(CyclicFuturesError);
    expect(error?.message).toContain("cyclic futures: self waits for its own result");
  });

  test("when two tasks await each other", async () => {
    const { error } = await recorded(
      flow(async () => {
        const futures: TaskFuture<unknown>[] = [];
        const wait = task({ name: "wait" }, async (other: number) => await futures[other]);
        futures.push(wait(1), wait(0));
        await Promise.all(futures);
      }),
    );
    expect(error).toBeInstanceOf(CyclicFuturesError);
  });
});

describe("map", () => {
  const add = task({ name: "add" }, (a: number, b: number) => a + b);

  test("zips lists and gives every call what is unmapped", async () => {
    const { value, tasks } = await recorded(
      flow(() => [add.map([1, 2], new Set([10, 20])), add.map([1, 2], unmapped(5))] as const),
    );
    expect(value).toEqual([
      [11, 22],
      [6, 7],
    ]);
    expect(tasks.slice(0, 2).map(({ map }) => map)).toEqual([
      { index: 0, of: 2 },
      { index: 1, of: 2 },
    ]);
  });

  test("refuses lists of different lengths, and no list", async () => {
    const { error } = await recorded(flow(() => add.map([1, 2], [1])));
    expect(error?.message).toContain("the map of add: the lists have different lengths (2, 1)");
    const none = await recorded(flow(() => add.map(unmapped(1), unmapped(2))));
    expect(none.error?.message).toContain("no argument is a list");
  });

  test("takes the future of a list, with its edges", async () => {
    const { value, tasks } = await recorded(flow(() => add.map(same([1, 2]), unmapped(same(1)))));
    expect(value).toEqual([2, 3]);
    const [list, one, first] = tasks;
    expect(tasks).toHaveLength(4);
    expect(first?.upstream).toEqual([one?.id]);
    expect(list?.name).toBe("same");
  });

  test("of the future of something else fails the flow, awaited or not", async () => {
    const { error } = await recorded(
      flow(() => {
        add.map(same(3) as unknown as number[], unmapped(1));
      }),
    );
    expect(error?.message).toContain("is no list");
  });

  test("of a list that failed fails with it", async () => {
    const broken = task({ name: "broken" }, (): number[] => {
      throw new Error("no rows");
    });
    const { error } = await recorded(flow(() => add.map(broken(), unmapped(1))));
    expect(error?.message).toBe("the map of add was not made, because broken failed: no rows");
  });

  test("gives a list of futures that is an argument, with all its edges", async () => {
    const total = task((rows: number[]) => rows.reduce((a, b) => a + b, 0));
    const { value, tasks } = await recorded(
      flow(() => {
        const sums = add.map([1, 2, 3], unmapped(1));
        expect(sums).toHaveLength(3);
        return [total(sums), same(sums[2])] as const;
      }),
    );
    expect(value).toEqual([9, 4]);
    expect(tasks[3]?.upstream).toEqual(tasks.slice(0, 3).map(({ id }) => id));
    expect(tasks[4]?.upstream).toEqual([tasks[2]?.id]);
  });

  test("of nothing is an empty list", async () => {
    const { value } = await recorded(flow(() => add.map([], unmapped(1))));
    expect(value).toEqual([]);
  });

  test("lets timers run while many thousand tasks are under way", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await recorded(
      flow(() => add.map(Array.from({ length: 20_000 }).fill(1) as number[], unmapped(1))),
    );
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });
});
