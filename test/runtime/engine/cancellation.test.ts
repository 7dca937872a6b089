import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { CancelledError, flow, runtime, task } from "../../../runtime/src/index.js";
import { recorded, statesOf } from "./recorded.js";

const polite = task({ name: "polite" }, () =>
  sleep(10_000, undefined, { signal: runtime().signal }),
);
const later = task({ name: "later" }, (_: unknown) => "never");

/** A zombie has ended; in a container nobody may have collected it. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

describe("cancelling a session", () => {
  test("ends running tasks through their signal and never starts pending ones", async () => {
    const { error, events, finished } = await recorded(async (session) => {
      const run = flow({ name: "f" }, () => later(polite()))();
      await sleep(5);
      await session.cancel("stopped by the user");
      await run;
    });
    expect(error).toBeInstanceOf(CancelledError);
    expect(error?.message).toBe("stopped by the user");
    expect(statesOf(events, "polite")).toEqual(["Pending", "Running", "Cancelled"]);
    expect(statesOf(events, "later")).toEqual(["Pending", "Cancelled"]);
    expect(
      events.filter((event) => event.type === "run-state").map(({ state }) => state.name),
    ).toEqual(["Running", "Cancelling"]);
    expect(finished.state).toEqual({
      type: "CANCELLED",
      name: "Cancelled",
      message: "stopped by the user",
    });
  });

  test("gives up on code that does not listen, after the grace", async () => {
    const deaf = task({ name: "deaf" }, () => new Promise(() => {}));
    const { finished, events } = await recorded(
      async (session) => {
        flow(() => deaf())().catch(() => {});
        await sleep(5);
        await session.cancel("enough");
      },
      { cancelGrace: 20 },
    );
    expect(finished.state.name).toBe("Cancelled");
    expect(statesOf(events, "deaf").at(-1)).toBe("Cancelled");
  });

  test("gives up on a flow's own code as well", async () => {
    const { finished } = await recorded(
      async (session) => {
        flow(() => new Promise(() => {}))().catch(() => {});
        await session.cancel("enough");
      },
      { cancelGrace: 10 },
    );
    expect(finished.state.name).toBe("Cancelled");
  });

  test("refuses calls of tasks afterwards", async () => {
    const { events, error } = await recorded(async (session) => {
      const run = flow(async () => {
        await polite().catch(() => {});
        return later(1);
      })();
      await sleep(5);
      await session.cancel("no more");
      await run;
    });
    expect(error).toBeInstanceOf(CancelledError);
    expect(statesOf(events, "later")).toEqual(["Pending", "Cancelled"]);
  });

  test("does not wait for a retry's delay", async () => {
    const flaky = task({ name: "flaky", retries: 1, retryDelay: 1000 }, () => {
      throw new Error("boom");
    });
    const started = Date.now();
    const { events } = await recorded(async (session) => {
      flow(() => flaky())().catch(() => {});
      await sleep(5);
      await session.cancel("now");
    });
    expect(Date.now() - started).toBeLessThan(900);
    expect(statesOf(events, "flaky")).toEqual(["Pending", "Running", "AwaitingRetry", "Cancelled"]);
  });

  test("does not wait for a flow's retry delay", async () => {
    const { finished } = await recorded(async (session) => {
      flow({ retries: 1, retryDelay: 1000 }, () => {
        throw new Error("boom");
      })().catch(() => {});
      await sleep(5);
      await session.cancel("now");
    });
    expect(finished.state.name).toBe("Cancelled");
  });

  test("reaches subflows", async () => {
    const inner = flow({ name: "inner" }, () => polite());
    const { events } = await recorded(async (session) => {
      flow({ name: "outer" }, () => inner())().catch(() => {});
      await sleep(5);
      await session.cancel("all of it");
    });
    const ends = events.filter((event) => event.type === "run-finished");
    expect(ends.map(({ state }) => state.name)).toEqual(["Cancelled", "Cancelled"]);
    expect(statesOf(events, "inner").at(-1)).toBe("Cancelled");
  });
});

describe.skipIf(process.platform === "win32")("processes that a task started", () => {
  async function spawned(script: string, cancelGrace = 2000) {
    let pids: number[] = [];
    const runs = task({ name: "runs" }, async () => {
      const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] });
      const [line] = await once(child.stdout, "data");
      pids = [child.pid as number, ...String(line).trim().split(" ").map(Number)];
      await once(child, "exit");
    });
    const ended = await recorded(
      async (session) => {
        flow(() => runs())().catch(() => {});
        while (pids.length === 0) await sleep(2);
        await session.cancel("stop");
      },
      { cancelGrace },
    );
    return { ...ended, pids };
  }

  test("are ended, and so are their children", async () => {
    const { pids, finished, events } = await spawned("sleep 100 & echo $!; wait");
    expect(finished.state.name).toBe("Cancelled");
    // The task's code goes on after its process was cut short, and returns: that is no result.
    expect(statesOf(events, "runs").at(-1)).toBe("Cancelled");
    expect(pids).toHaveLength(2);
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  });

  test("are ended by force when they do not listen", async () => {
    const { pids } = await spawned("trap '' TERM; echo $$; while :; do sleep 0.05; done", 150);
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  });
});

describe("a crash", () => {
  test("is recorded at once, for the run and what it was doing", async () => {
    const told: string[] = [];
    const { finished, events, store } = await recorded(async (session) => {
      const stuck = flow({ onCrashed: ({ state }) => told.push(state.name) }, () => polite());
      stuck().catch(() => {});
      await sleep(5);
      for (const run of session.activeRuns) run.crash(new Error("out of memory"));
    });
    expect(finished.state).toMatchObject({ name: "Crashed", message: "out of memory" });
    expect(statesOf(events, "polite").at(-1)).toBe("Crashed");
    expect(told).toEqual(["Crashed"]);
    expect(store.flushes).toBeGreaterThan(0);
    expect(events.at(-1)).toBe(finished);
  });
});
