import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  allowFailure,
  exponential,
  flow,
  runtime,
  TimeoutError,
  task,
  UpstreamFailedError,
} from "../../../runtime/src/index.js";
import { recorded, statesOf } from "./recorded.js";

const boom = () => {
  throw new Error("boom");
};

describe("a run", () => {
  test("ends Completed with its result and tells of each state once", async () => {
    const double = task({ name: "double" }, (n: number) => 2 * n);
    const { value, events, finished, store } = await recorded(
      flow({ name: "f" }, () => double(double(2))),
    );
    expect(value).toBe(8);
    expect(events.map((event) => event.type)).toEqual([
      "run-started",
      "run-state",
      ...Array(6).fill("task-state"),
      "run-finished",
    ]);
    expect(finished).toMatchObject({ state: { name: "Completed" }, counts: { Completed: 2 } });
    expect(store.flushes).toBeGreaterThan(0);
  });

  test("of a flow that throws ends Failed with the error", async () => {
    const { error, finished } = await recorded(flow({ name: "f" }, boom));
    expect(error?.message).toBe("boom");
    expect(finished.state).toMatchObject({ type: "FAILED", name: "Failed", message: "boom" });
    expect(finished.error?.stack[0]?.file).toBe(import.meta.filename);
  });

  test("records a task called outside of any flow", async () => {
    const double = task({ name: "double" }, (n: number) => 2 * n);
    const { value, events, tasks } = await recorded(() => double(21));
    expect(value).toBe(42);
    expect(tasks.map(({ name, state }) => [name, state.name])).toEqual([["double", "Completed"]]);
    expect(events.at(0)).toMatchObject({ type: "run-started", flow: "double" });
    expect(events.at(-1)).toMatchObject({ type: "run-finished", state: { name: "Completed" } });
  });

  test("waits for tasks that nobody awaited", async () => {
    let done = false;
    const slow = task(async () => {
      await sleep(5);
      done = true;
    });
    const { finished } = await recorded(
      flow(() => {
        slow();
      }),
    );
    expect(done).toBe(true);
    expect(finished.counts).toEqual({ Completed: 1 });
  });

  test("waits for tasks called by code that nobody awaited", async () => {
    const step = task(async (n: number) => {
      await sleep(1);
      return n + 1;
    });
    const { finished } = await recorded(
      flow(() => {
        void (async () => {
          const a = await step(1);
          const b = await step(a);
          await step(b);
        })();
      }),
    );
    expect(finished.counts).toEqual({ Completed: 3 });
  });
});

describe("a failure", () => {
  const fails = task({ name: "fails" }, boom);
  const after = task({ name: "after" }, (value: unknown) => value);

  test("that nobody looked at fails the flow", async () => {
    const { error, finished, tasks } = await recorded(
      flow(() => {
        fails();
        return "done";
      }),
    );
    expect(error?.message).toBe("fails failed and nothing awaited it: boom");
    expect(finished.state.name).toBe("Failed");
    expect(finished.error).toMatchObject({ name: "Error", message: "boom", task: tasks[0]?.id });
  });

  test.each([
    ["optional", () => void fails.with({ optional: true })()],
    ["awaited and caught", () => fails().catch(() => {})],
    ["waited for", () => fails().wait()],
    ["allowed", () => void after(allowFailure(fails()))],
    ["settled among others", () => Promise.allSettled([fails()])],
    ["seen through what it broke", () => after(after(fails())).catch(() => {})],
  ])("that is %s does not", async (_, body) => {
    const { finished, error } = await recorded(
      flow(async () => {
        await body();
      }),
    );
    expect(error).toBeUndefined();
    expect(finished.state.name).toBe("Completed");
  });

  test("upstream keeps what needs it from running, for good", async () => {
    let ran = false;
    const needs = task({ name: "needs" }, (_: unknown) => {
      ran = true;
    });
    const { error, events, tasks } = await recorded(flow(() => needs(fails())));
    expect(ran).toBe(false);
    expect(error).toBeInstanceOf(UpstreamFailedError);
    expect(error?.message).toBe("needs was not run, because fails failed: boom");
    expect(error?.cause).toMatchObject({ message: "boom" });
    expect(statesOf(events, "needs")).toEqual(["Pending", "UpstreamFailed"]);
    expect(tasks[1]?.upstream).toEqual([tasks[0]?.id]);
  });

  test("that is allowed arrives as the error", async () => {
    const seen = task((value: unknown) => (value as Error).message);
    const { value } = await recorded(flow(() => seen(allowFailure(fails()))));
    expect(value).toBe("boom");
  });

  test("of a thrown value that is no error is told", async () => {
    const odd = task(() => {
      throw { code: 7 };
    });
    const { finished } = await recorded(flow(() => odd()));
    expect(finished.error?.message).toBe("{ code: 7 } was thrown");
  });

  test("is told with its cause", async () => {
    const unreachable = task(() => {
      throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
    });
    const { finished } = await recorded(flow(() => unreachable()));
    expect(finished.error?.message).toBe("fetch failed: connect ECONNREFUSED");
  });
});

describe("retries", () => {
  test("go through AwaitingRetry and Retrying, counting attempts", async () => {
    const attempts: number[] = [];
    const flaky = task({ name: "flaky", retries: 2 }, () => {
      attempts.push(runtime().attempt);
      if (attempts.length < 3) boom();
      return "ok";
    });
    const { value, events, tasks } = await recorded(flow(() => flaky()));
    expect(value).toBe("ok");
    expect(attempts).toEqual([1, 2, 3]);
    expect(statesOf(events, "flaky")).toEqual([
      "Pending",
      "Running",
      "AwaitingRetry",
      "Retrying",
      "AwaitingRetry",
      "Retrying",
      "Completed",
    ]);
    expect(tasks[0]?.error).toBeUndefined();
    expect(tasks[0]?.history[2]?.message).toBe("attempt 1 of 3 failed: boom");
  });

  test("take delays from a list, whose last one repeats", async () => {
    const flaky = task({ name: "flaky", retries: 3, retryDelay: [0.001, "2ms"] }, boom);
    const { tasks } = await recorded(flow(() => flaky()));
    const waits = tasks[0]?.history.filter(({ name }) => name === "AwaitingRetry");
    // The clock may tick between the two times.
    expect(waits?.map(({ until = 0, time }) => until - time)).toEqual(
      [1, 2, 2].map((delay) => expect.toSatisfy((wait) => wait === delay || wait === delay - 1)),
    );
  });

  test("ask a function for the delay and for whether to go on", async () => {
    const asked: unknown[] = [];
    const flaky = task(
      {
        name: "flaky",
        retries: 5,
        retryDelay: (attempt, error) => {
          asked.push(["delay", attempt, (error as Error).message]);
          return 0;
        },
        retryIf: (error, attempt) => {
          asked.push(["if", attempt, (error as Error).message]);
          return attempt < 2;
        },
      },
      boom,
    );
    const { tasks } = await recorded(flow(() => flaky()));
    expect(tasks[0]?.attempt).toBe(2);
    expect(asked).toEqual([
      ["if", 1, "boom"],
      ["delay", 1, "boom"],
      ["if", 2, "boom"],
    ]);
  });

  test("do not happen where retryIf throws, and that is logged", async () => {
    const flaky = task(
      {
        retries: 5,
        retryIf: () => {
          throw new Error("no idea");
        },
      },
      boom,
    );
    const { tasks, store, error } = await recorded(flow(() => flaky()));
    expect(tasks[0]?.attempt).toBe(1);
    expect(error?.message).toBe("boom");
    expect(store.logs[0]).toMatchObject({ level: "error", task: tasks[0]?.id });
    expect(store.logs[0]?.message).toContain("no idea");
  });

  test("hold no slot while they wait", async () => {
    const order: string[] = [];
    const flaky = task({ retries: 1, retryDelay: 0.02 }, () => {
      order.push("flaky");
      if (order.length === 1) boom();
    });
    const other = task(() => order.push("other"));
    await recorded(
      flow({ maxTasks: 1 }, () => {
        flaky();
        other();
      }),
    );
    expect(order).toEqual(["flaky", "other", "flaky"]);
  });

  test("of a flow run its tasks again", async () => {
    let runs = 0;
    const count = task({ name: "count" }, () => ++runs);
    const { value, events, finished } = await recorded(
      flow({ retries: 1 }, async () => {
        const n = await count();
        if (n === 1) boom();
        return n;
      }),
    );
    expect(value).toBe(2);
    expect(finished.counts).toEqual({ Completed: 2 });
    expect(
      events.filter((event) => event.type === "run-state").map(({ state }) => state.name),
    ).toEqual(["Running", "AwaitingRetry", "Retrying"]);
  });

  test("with exponential delays double up to a limit, and jitter spreads them", () => {
    const plain = exponential(1, { max: 5 });
    expect([1, 2, 3, 4].map((attempt) => plain(attempt))).toEqual([1, 2, 4, 5]);
    const spread = exponential("1s", { jitter: 0.5 });
    const delays = Array.from({ length: 200 }, () => spread(3));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...delays)).toBeLessThanOrEqual(4);
    expect(new Set(delays).size).toBeGreaterThan(100);
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(1);
  });
});

describe("a timeout", () => {
  test("aborts the signal, is TimedOut, and is retried", async () => {
    const aborted: unknown[] = [];
    const slow = task({ name: "slow", timeout: "5ms", retries: 1 }, async () => {
      const { signal } = runtime();
      await sleep(10_000, undefined, { signal }).catch(() => {});
      aborted.push(signal.reason);
    });
    const { error, events } = await recorded(flow(() => slow()));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error?.message).toBe("slow timed out: attempt 2 took longer than 5 ms");
    expect(aborted[0]).toBeInstanceOf(TimeoutError);
    expect(statesOf(events, "slow")).toEqual([
      "Pending",
      "Running",
      "AwaitingRetry",
      "Retrying",
      "TimedOut",
    ]);
  });

  test("of a flow cancels its tasks", async () => {
    const slow = task({ name: "slow" }, () =>
      sleep(10_000, undefined, { signal: runtime().signal }),
    );
    const { error, finished, tasks } = await recorded(
      flow({ name: "f", timeout: 0.01 }, () => slow()),
    );
    expect(error?.message).toBe("flow f timed out: it took longer than 10 ms");
    expect(finished.state.name).toBe("TimedOut");
    expect(tasks[0]?.state.name).toBe("Cancelled");
  });

  test("does not fire for what is done in time", async () => {
    const quick = task({ timeout: 10 }, async () => 1);
    const { value } = await recorded(flow({ timeout: 10 }, () => quick()));
    expect(value).toBe(1);
  });
});

describe("maxTasks", () => {
  test("bounds how many tasks run at a time", async () => {
    let running = 0;
    let most = 0;
    const work = task({ name: "work" }, async (_: number) => {
      most = Math.max(most, ++running);
      await sleep(1);
      running--;
    });
    const { finished, events } = await recorded(
      flow({ maxTasks: 3 }, () => work.map([1, 2, 3, 4, 5, 6, 7, 8])),
    );
    expect(most).toBe(3);
    expect(finished.counts).toEqual({ Completed: 8 });
    expect(statesOf(events, "work")).toContain("AwaitingConcurrencySlot");
  });

  test("does not lock up tasks that call tasks", async () => {
    const inner = task(async (n: number) => n + 1);
    const outer = task(async (n: number) => 10 * (await inner(n)));
    const { value } = await recorded(flow({ maxTasks: 1 }, () => outer.map([1, 2])));
    expect(value).toEqual([20, 30]);
  });
});
