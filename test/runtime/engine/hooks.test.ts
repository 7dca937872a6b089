import { describe, expect, test } from "vitest";
import { flow, type HookEvent, task } from "../../../runtime/src/index.js";
import { recorded } from "./recorded.js";

const note = (told: string[]) => {
  const hook =
    (name: string) =>
    ({ state, attempt, error, result }: HookEvent) =>
      told.push([name, state.name, attempt, (error as Error)?.message ?? result].join(" ").trim());
  return {
    onRunning: hook("running"),
    onCompletion: hook("completion"),
    onFailure: hook("failure"),
    onRetry: hook("retry"),
  };
};

describe("hooks", () => {
  test("of a task are told of each state", async () => {
    const told: string[] = [];
    let calls = 0;
    const flaky = task({ retries: 1, ...note(told) }, () => {
      if (++calls === 1) throw new Error("boom");
      return "ok";
    });
    const fails = task(note(told), () => {
      throw new Error("gone");
    });
    await recorded(
      flow(async () => {
        await flaky();
        await fails();
      }),
    );
    expect(told).toEqual([
      "running Running 1",
      "retry AwaitingRetry 1 boom",
      "running Retrying 2",
      "completion Completed 2 ok",
      "running Running 1",
      "failure Failed 1 gone",
    ]);
  });

  test("of a flow are told of each state", async () => {
    const told: string[] = [];
    let calls = 0;
    await recorded(
      flow({ retries: 1, ...note(told) }, () => {
        if (++calls === 1) throw new Error("boom");
        return "ok";
      }),
    );
    expect(told).toEqual([
      "running Running 1",
      "retry AwaitingRetry 1 boom",
      "running Retrying 2",
      "completion Completed 2 ok",
    ]);
  });

  test("of a cancelled flow", async () => {
    const told: string[] = [];
    await recorded(
      async (session) => {
        flow(
          { onCancellation: ({ state }) => told.push(state.name) },
          () => new Promise(() => {}),
        )().catch(() => {});
        await session.cancel("stop");
      },
      { cancelGrace: 5 },
    );
    expect(told).toEqual(["Cancelled"]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("bad hook");
      },
    ],
    ["rejects", async () => Promise.reject(new Error("bad hook"))],
  ])("one that %s is logged and changes nothing", async (_, hook) => {
    const fine = task({ name: "fine", onCompletion: hook }, () => 1);
    const { value, finished, store, events } = await recorded(
      flow({ name: "f", onCompletion: hook, onRunning: hook }, () => fine()),
    );
    expect(value).toBe(1);
    expect(finished.state.name).toBe("Completed");
    expect(store.logs.map(({ level, message }) => [level, message]).sort()).toEqual([
      ["warn", "a hook of f (state Completed) failed: bad hook"],
      ["warn", "a hook of f (state Running) failed: bad hook"],
      ["warn", "a hook of fine (state Completed) failed: bad hook"],
    ]);
    expect(events.at(-1)?.type).toBe("run-finished");
  });
});
