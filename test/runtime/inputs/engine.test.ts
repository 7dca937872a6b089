import { setTimeout as wait } from "node:timers/promises";
import type { RunEvent } from "@millrace/protocol";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { definitionOf, type FlowDefinition } from "../../../runtime/src/engine/definition.js";
import { runFlow } from "../../../runtime/src/engine/flow-run.js";
import { flow, InputTimeoutError, input, task } from "../../../runtime/src/index.js";
import { jsonSchemaOf } from "../../../runtime/src/inputs/schema.js";
import { MemoryStore } from "../engine/memory-store.js";
import { recorded, statesOf } from "../engine/recorded.js";

/** Answers once it is asked for. */
async function answering(store: MemoryStore, key: string, ...values: unknown[]): Promise<void> {
  for (const value of values) {
    while (
      ![...store.asked.values()].some((one) => one.key === key && !one.outcome && !one.answer)
    ) {
      await wait(1);
    }
    store.answer(key, value);
  }
}

const runStates = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === "run-state" ? event.state.name : []));

describe("input()", () => {
  test("pauses a task until it is answered; yes or no where nothing else is asked for", async () => {
    const store = new MemoryStore();
    const ask = task({ name: "ask" }, async () => input({ key: "go", prompt: "Go on?" }));
    const { value, events, finished } = await recorded(
      () =>
        Promise.all([flow(() => ask())(), answering(store, "go", true)]).then(([result]) => result),
      { store },
    );
    expect(value).toBe(true);
    expect(finished.state.name).toBe("Completed");
    expect(statesOf(events, "ask")).toEqual([
      "Pending",
      "Running",
      "Paused",
      "Running",
      "Completed",
    ]);
    const requested = events.find((event) => event.type === "input-requested");
    expect(requested).toMatchObject({
      request: { key: "go", prompt: "Go on?", schema: { type: "boolean" } },
    });
    expect(events.find((event) => event.type === "input-settled")).toMatchObject({
      outcome: "answered",
    });
  });

  test("pauses the flow where its own code asks", async () => {
    const store = new MemoryStore();
    const { value, events } = await recorded(
      () =>
        Promise.all([
          flow(async () => 2 * (await input({ schema: { type: "number" } as const })))(),
          answering(store, "input", 21),
        ]).then(([result]) => result),
      { store },
    );
    expect(value).toBe(42);
    expect(runStates(events)).toEqual(["Running", "Paused", "Running"]);
  });

  test("an answer that the schema refuses is asked for again, and the reason is kept", async () => {
    const store = new MemoryStore();
    const schema = z.object({ count: z.number().min(3) }).transform(({ count }) => count + 1);
    const { value } = await recorded(
      () =>
        Promise.all([
          flow(() => input({ schema }))(),
          answering(store, "input", { count: 1 }, { count: 5 }),
        ]).then(([result]) => result),
      { store },
    );
    expect(value).toBe(6);
    expect([...store.asked.values()][0]?.problem).toMatch(/^count: /);
  });

  test("nobody answers in time", async () => {
    const ask = task({ name: "ask" }, () => input({ timeout: 0.01, key: "late" }));
    const { error, events } = await recorded(() => flow(() => ask())());
    expect(error).toBeInstanceOf(InputTimeoutError);
    expect(error?.message).toBe('nobody answered "late" within 10 ms');
    expect(statesOf(events, "ask").at(-1)).toBe("Failed");
    expect(events.find((event) => event.type === "input-settled")).toMatchObject({
      outcome: "timed-out",
    });
  });

  test("the time does not count for the task's timeout", async () => {
    const store = new MemoryStore();
    const ask = task({ timeout: 0.05 }, () => input());
    const { value } = await recorded(
      () =>
        Promise.all([
          flow(() => ask())(),
          wait(120).then(() => answering(store, "input", false)),
        ]).then(([result]) => result),
      { store },
    );
    expect(value).toBe(false);
  });

  test("cancelling closes the request", async () => {
    const ask = task({ name: "ask" }, () => input());
    const { events, finished } = await recorded(async (session, told) => {
      const run = flow(() => ask())();
      while (!told.some(({ type }) => type === "input-requested")) await wait(1);
      await session.cancel("enough");
      await run.wait();
    });
    expect(finished.state.name).toBe("Cancelled");
    expect(events.find((event) => event.type === "input-settled")).toMatchObject({
      outcome: "cancelled",
    });
    expect(events.at(-1)?.type).toBe("run-finished");
  });

  test("a paused task leaves its place under maxTasks, and waits for one to go on", async () => {
    const store = new MemoryStore();
    const order: string[] = [];
    const ask = task({ name: "ask" }, async () => {
      await input();
      order.push("asked");
    });
    const other = task(async (n: number) => {
      if (n === 1) await answering(store, "input", true);
      await wait(5);
      order.push(`other ${n}`);
    });
    await recorded(() => flow({ maxTasks: 1 }, () => Promise.all([ask(), other(1), other(2)]))(), {
      store,
    });
    expect(order[0]).toBe("other 1");
    expect(order.toSorted()).toEqual(["asked", "other 1", "other 2"]);
  });

  test("two questions of one task at a time pause it once", async () => {
    const store = new MemoryStore();
    const ask = task({ name: "ask" }, () =>
      Promise.all([input({ key: "a" }), input({ key: "b" })]),
    );
    const { events, value } = await recorded(
      () =>
        Promise.all([
          flow(() => ask())(),
          answering(store, "b", false).then(() => answering(store, "a", true)),
        ]).then(([result]) => result),
      { store },
    );
    expect(value).toEqual([true, false]);
    expect(statesOf(events, "ask")).toEqual([
      "Pending",
      "Running",
      "Paused",
      "Running",
      "Completed",
    ]);
  });

  test("a retry takes the answer over where the same is asked", async () => {
    const store = new MemoryStore();
    let fails = true;
    const main = flow(async () => {
      const name = await input({ schema: z.string(), prompt: "Name?" });
      if (fails) throw new Error("later");
      return name;
    });
    const first = await recorded(() => Promise.all([main(), answering(store, "input", "Ada")]), {
      store,
    });
    fails = false;
    const definition = definitionOf(main) as FlowDefinition;
    const again = await recorded(() => runFlow(definition, [], { retryOf: first.finished.run }), {
      store,
    });
    expect(again.value).toBe("Ada");
    expect(runStates(again.events)).toEqual(["Running"]);
  });

  test("outside of a flow, and with options that cannot be meant", async () => {
    await expect(input()).rejects.toThrow("input() was called outside of a flow");
    await expect(input({ promt: "x" } as object)).rejects.toThrow("did you mean `prompt`?");
    await expect(input({ timeout: -1 })).rejects.toThrow("input option `timeout` is -1");
    await expect(input({ key: "a b" })).rejects.toThrow("input option `key` is 'a b'");
    await expect(input({ schema: "text" } as never)).rejects.toThrow(
      "input option `schema` is 'text'",
    );
  });
});

describe("what people and tools are told of a schema", () => {
  test.each([
    ["zod", z.object({ n: z.number() }), { type: "object", properties: { n: { type: "number" } } }],
    ["arktype", type({ n: "number" }), { type: "object", properties: { n: { type: "number" } } }],
    ["a JSON Schema", { type: "string" }, { type: "string" }],
    ["none", undefined, { type: "boolean" }],
  ])("%s", (_, schema, expected) => {
    expect(jsonSchemaOf(schema)).toMatchObject(expected);
  });

  test("a library that has no JSON Schema of its own says nothing, and still checks", () => {
    expect(jsonSchemaOf(v.object({ n: v.number() }))).toEqual({});
    expect(jsonSchemaOf(z.object({ at: z.date() }))).toEqual({});
  });
});
