import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  currentSession,
  openSession,
  setDefaultSession,
} from "../../../runtime/src/engine/session.js";
import { flow, task } from "../../../runtime/src/index.js";
import { MemoryStore } from "./memory-store.js";
import { recorded, statesOf } from "./recorded.js";

describe("a session", () => {
  test("is the only one of its process while it is open", async () => {
    const session = openSession({ store: new MemoryStore() });
    expect(() => openSession({ store: new MemoryStore() })).toThrow("already open");
    expect(currentSession()).toBe(session);
    await session.close();
    await openSession({ store: new MemoryStore() }).close();
  });

  test("starts no task while its listener is behind", async () => {
    let open = () => {};
    const behind = new Promise<void>((resolve) => {
      open = resolve;
    });
    let reliefs = 0;
    const work = task({ name: "work" }, (n: number) => n);
    const { events, value } = await recorded(
      async (session, events) => {
        const run = flow(async () => await work.map([1, 2, 3]))();
        await sleep(20);
        expect(statesOf(events, "work")).toEqual([]);
        expect(session.activeRuns.size).toBe(1);
        open();
        return await run;
      },
      { relief: () => (reliefs++ === 0 ? behind : undefined) },
    );
    expect(value).toEqual([1, 2, 3]);
    expect(statesOf(events, "work").filter((name) => name === "Completed")).toHaveLength(3);
  });

  test("is made when a program that opened none calls a flow", async () => {
    const store = new MemoryStore();
    // The library itself has said how, when it was imported, and the first to say so is heard.
    Reflect.deleteProperty(globalThis, Symbol.for("millrace.session"));
    setDefaultSession(() => openSession({ store }));
    await flow({ name: "plain" }, () => 1)();
    await currentSession().close();
    expect([...store.flows.values()].map(({ flowName }) => flowName)).toEqual(["plain"]);
  });

  test("waits for its runs when it is closed, and closes a store that cannot be written", async () => {
    class FullDisk extends MemoryStore {
      override flush(): void {
        throw new Error("no space left on device");
      }
    }
    const store = new FullDisk();
    const session = openSession({ store });
    const run = flow(() => sleep(5, "done"))();
    await expect(session.close()).rejects.toThrow("no space left");
    expect(store.closed).toBe(true);
    expect(await run).toBe("done");
  });

  test("keeps the caller's own asynchronous context in tasks that start later", async () => {
    const requests = new AsyncLocalStorage<string>();
    const slow = task(() => sleep(2));
    const who = task((_: unknown) => requests.getStore());
    const { value } = await recorded(
      flow({ maxTasks: 1 }, () => {
        const first = slow();
        return [
          requests.run("a", () => who(first)),
          requests.run("b", () => who.map([1, 2])),
        ] as const;
      }),
    );
    expect(value).toEqual(["a", ["b", "b"]]);
  });
});
