import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { flow, task } from "../../../runtime/src/index.js";
import { MemoryStore } from "./memory-store.js";
import { recorded, statesOf } from "./recorded.js";

let store: MemoryStore;
let calls: number;
beforeEach(() => {
  store = new MemoryStore();
  calls = 0;
});

/** Runs a flow twice against one store. */
async function twice(body: () => unknown) {
  const first = await recorded(flow({ name: "f" }, body), { store });
  const second = await recorded(flow({ name: "f" }, body), { store });
  return { first, second };
}

describe("cache", () => {
  test("true: the same arguments are computed once across runs", async () => {
    const t = task({ name: "t", cache: true }, (_: object) => ++calls);
    const { first, second } = await twice(() => t({ a: new Date(0), b: [1n] }));
    expect([first.value, second.value, calls]).toEqual([1, 1, 1]);
    expect(statesOf(second.events, "t")).toEqual(["Pending", "Cached"]);
  });

  test.each([
    [1, 2],
    ["1", 1],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: "1" }],
    [undefined, null],
    [0, -0],
  ])("true: %j is not %j", async (one, other) => {
    const t = task({ cache: true }, (_: unknown) => ++calls);
    await recorded(
      flow(async () => [await t(one), await t(other)]),
      { store },
    );
    expect(calls).toBe(2);
  });

  test("key: a function of the arguments decides", async () => {
    const t = task({ cache: (url: string, _: number) => url }, (_: string, n: number) => n);
    const { value } = await recorded(
      flow(async () => [await t("a", 1), await t("a", 2)]),
      { store },
    );
    expect(value).toEqual([1, 1]);
  });

  test("key: of two tasks do not meet", async () => {
    const a = task({ cache: { key: "same" } }, () => "a");
    const b = task({ cache: { key: "same" } }, () => "b");
    const { value } = await recorded(
      flow(async () => [await a(), await b()]),
      { store },
    );
    expect(value).toEqual(["a", "b"]);
  });

  test("key: a function that gives no string fails the task", async () => {
    const t = task({ name: "t", cache: (() => 3) as never }, () => 1);
    const { error } = await recorded(
      flow(() => t()),
      { store },
    );
    expect(error?.message).toBe("the cache key function of t returned 3: it must return a string");
  });

  test("expires: a result is good for so long", async () => {
    const t = task({ cache: { expires: "5ms" } }, () => ++calls);
    const body = flow(async () => {
      await t();
      await t();
      await sleep(10);
      return t();
    });
    const { value } = await recorded(body, { store });
    expect(value).toBe(2);
  });

  test("refresh: computes anew, and keeps that", async () => {
    const t = task({ cache: { key: "k" } }, () => ++calls);
    const again = t.with({ cache: { key: "k", refresh: true } });
    const body = flow(async () => [await t(), await again(), await t()]);
    expect((await recorded(body, { store })).value).toEqual([1, 2, 2]);
  });

  test("calls at the same time compute once, and no slot is held by who waits", async () => {
    const t = task({ name: "t", cache: true }, async (_: number) => {
      await sleep(3);
      return ++calls;
    });
    const { value, events } = await recorded(
      flow({ maxTasks: 1 }, () => [t(1), t(1), t(1)]),
      { store },
    );
    expect(value).toEqual([1, 1, 1]);
    expect(statesOf(events, "t").filter((name) => name === "Cached")).toHaveLength(2);
  });

  test("a failure is not kept: who waited for it tries for itself", async () => {
    const t = task({ cache: true }, async (_: number) => {
      await sleep(1);
      if (++calls === 1) throw new Error("boom");
      return calls;
    });
    const { value } = await recorded(
      flow(async () => {
        const [a, b] = await Promise.allSettled([t(1), t(1)]);
        return [a.status, b.status];
      }),
      { store },
    );
    expect(value).toEqual(["rejected", "fulfilled"]);
  });

  test("a result that cannot be kept fails the task, saying why", async () => {
    const t = task({ name: "t", cache: true }, () => ({ close: () => {} }));
    const { error, tasks } = await recorded(
      flow(() => t()),
      { store },
    );
    expect(tasks[0]?.state.name).toBe("Failed");
    expect(error?.message).toContain("could not be cloned");
  });

  test("arguments without a digest are refused, saying what to do", async () => {
    const t = task({ name: "t", cache: true }, (_: object) => 1);
    const hostile = {
      get bad() {
        throw new Error("no");
      },
    };
    const { error } = await recorded(
      flow(() => t(hostile)),
      { store },
    );
    expect(error?.message).toContain("give cache: { key:");
  });
});
