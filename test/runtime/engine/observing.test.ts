import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  artifact,
  flow,
  logger,
  ParameterError,
  progress,
  runtime,
  task,
} from "../../../runtime/src/index.js";
import { recorded } from "./recorded.js";

describe("log lines", () => {
  test("carry the task, the level and the source line", async () => {
    const t = task({ name: "t" }, async () => {
      await sleep(1);
      logger().info("plain");
      logger().warn({ rows: 3 }, "counted");
      logger().debug({ a: [1] });
    });
    const { store, tasks } = await recorded(
      flow(async () => {
        await t();
        logger().error(new Error("bad"), "it went wrong:");
      }),
    );
    expect(store.logs.map(({ level, task: id }) => [level, id])).toEqual([
      ["info", tasks[0]?.id],
      ["warn", tasks[0]?.id],
      ["debug", tasks[0]?.id],
      ["error", undefined],
    ]);
    expect(store.logs.slice(0, 3).map(({ message }) => message)).toEqual([
      "plain",
      "counted { rows: 3 }",
      "{ a: [ 1 ] }",
    ]);
    expect(store.logs[3]?.message).toMatch(/^it went wrong: Error: bad\n\s+at /);
    expect(store.logs[0]?.source?.file).toBe(import.meta.filename);
  });

  test("are what a flow prints, where it asks for that", async () => {
    const prints = task(() => console.log("rows: %d", 3, { a: 1 }));
    const on = await recorded(
      flow(() => prints()),
      { logPrints: true },
    );
    expect(on.store.logs.map(({ message, level }) => [message, level])).toEqual([
      ["rows: 3 { a: 1 }", "info"],
    ]);
    const off = await recorded(
      flow({ logPrints: false }, () => prints()),
      { logPrints: true },
    );
    expect(off.store.logs).toEqual([]);
  });
});

describe("a running task", () => {
  test("knows its run", async () => {
    const t = task({ name: "t" }, () => {
      const { runId, flowName, params, attempt, signal, task: own } = runtime();
      return { runId, flowName, params, attempt, aborted: signal.aborted, own };
    });
    const { value, finished, tasks } = await recorded(() =>
      flow({ name: "f" }, (n: number, { deep: _ }: { deep: boolean }) => n && t())(3, {
        deep: true,
      }),
    );
    expect(value).toEqual({
      runId: finished.run,
      flowName: "f",
      params: { n: 3, arg2: { deep: true } },
      attempt: 1,
      aborted: false,
      own: { id: tasks[0]?.id, name: "t" },
    });
  });

  test("tells its progress, not too often, and the last one always", async () => {
    const t = task(async () => {
      for (let done = 1; done <= 1000; done++) progress(done, 1000, "rows");
    });
    const { events, tasks } = await recorded(flow(() => t()));
    const told = events.filter((event) => event.type === "progress");
    expect(told.length).toBeLessThan(10);
    expect(told.at(-1)).toMatchObject({
      done: 1000,
      total: 1000,
      message: "rows",
      task: tasks[0]?.id,
    });
  });

  test("makes artifacts", async () => {
    const t = task(() => artifact.table("sales", [{ month: 1 }]));
    const { store, tasks } = await recorded(
      flow(async () => {
        await t();
        artifact.markdown("report", "# Report");
      }),
    );
    expect(store.artifacts.map(({ key, kind, task: id }) => [key, kind, id])).toEqual([
      ["sales", "table", tasks[0]?.id],
      ["report", "markdown", undefined],
    ]);
  });

  test("is named after its parameters", async () => {
    const load = task(
      { runName: "load-{table}-{from.year}" },
      (table: string, from: { year: number }) => [table, from],
    );
    const { tasks } = await recorded(flow(() => load("sales", { year: 2024 })));
    expect(tasks[0]?.name).toBe("load-sales-2024");
  });

  test("is named after results, and while those are to come after their tasks", async () => {
    const table = task({ name: "choose table" }, async () => ({ name: "sales" }));
    const load = task({ runName: "load-{from.name}" }, (from: { name: string }) => from.name);
    const names: string[] = [];
    const { tasks } = await recorded(
      flow(() => {
        const loading = load(table());
        names.push((loading as unknown as { work: { label: string } }).work.label);
        return loading;
      }),
    );
    expect(names).toEqual(["load-choose table"]);
    expect(tasks[1]?.name).toBe("load-sales");
  });
});

test("outside of a flow, the calls that need one say so", () => {
  expect(() => runtime()).toThrow("runtime() was called outside of a flow");
  expect(() => progress(1)).toThrow("progress() was called outside of a task");
  expect(() => artifact.link("a", "b")).toThrow("artifact.link() was called outside of a flow");
});

describe("a flow's schema", () => {
  const schema = {
    "~standard": {
      version: 1 as const,
      vendor: "test",
      validate: (value: unknown) => {
        const { n } = value as { n: unknown };
        return Number.isFinite(Number(n))
          ? { value: { n: Number(n) } }
          : { issues: [{ message: "expected a number", path: ["n"] }] };
      },
    },
  };

  test("converts the parameters", async () => {
    const { value } = await recorded(() =>
      flow({ params: schema }, (n: number) => n + 1)("41" as unknown as number),
    );
    expect(value).toBe(42);
  });

  test("refuses parameters before anything runs, naming them", async () => {
    let ran = false;
    const { error, finished } = await recorded(() =>
      flow({ name: "f", params: schema }, (_n: number, n: number) => {
        ran = true;
        return n;
      })(1, Number.NaN),
    );
    expect(ran).toBe(false);
    expect(error).toBeInstanceOf(ParameterError);
    expect(error?.message).toContain("refuses its parameters: `n`: expected a number");
    expect(finished.state.name).toBe("Failed");
  });

  test("gives what it makes of them to a function that takes them apart", async () => {
    const params = z.object({ n: z.coerce.number(), by: z.number().default(2) });
    const { value } = await recorded(() =>
      flow({ params }, async ({ n, by }) => n * by)({ n: "21" }),
    );
    expect(value).toBe(42);
  });

  test.each([
    ["they are wrong then", z.object({ n: z.number() })],
    ["it would get nothing", z.object({ n: z.number().optional() })],
  ])("says how to write a function that takes them whole: %s", async (_, params) => {
    const { error } = await recorded(() =>
      flow({ name: "f", params }, (options) => options.n)({ n: 1 }),
    );
    expect(error).toBeInstanceOf(ParameterError);
    expect(error?.message).toMatch(
      /^flow f \(.+observing\.test\.ts:\d+:\d+\) takes `options`, which its option params does not describe: where `options` is all parameters together, take it apart, as in \(\{ from, to \}\) => /,
    );
  });

  test("an object may be one parameter of its own", async () => {
    const params = z.object({ row: z.object({ id: z.number() }) });
    const byName = flow({ params }, (row: { id: number }) => row.id);
    expect((await recorded(() => byName({ id: 3 }))).value).toBe(3);
    const { error } = await recorded(() => byName({ id: "3" as unknown as number }));
    expect(error?.message).toContain("refuses its parameters: `row.id`:");
  });
});
