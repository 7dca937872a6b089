/** Tasks that hold one limit and wait for another, while others do it the other way round. */
import { describe, expect, test, vi } from "vitest";
import { flow, input, task } from "../../../runtime/src/index.js";
import { circleOf, type Snapshot, type Standing } from "../../../runtime/src/limits/circle.js";
import type { LimitLedger } from "../../../runtime/src/limits/ledger.js";
import { Workspace } from "../cli/workspace.js";
import { MemoryStore } from "../engine/memory-store.js";
import { recorded } from "../engine/recorded.js";

/** Takes one limit, waits until the other run has its own, and calls a task that takes the other. */
const source = `
import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { flow, task } from "millrace";

const a = { name: "a", limit: 1 };
const b = { name: "b", limit: 1 };

async function meet(mine: string, other: string) {
  writeFileSync(mine, "");
  while (!existsSync(other)) await wait(10);
}

export const innerB = task({ concurrency: b }, async () => "b");
export const innerA = task({ concurrency: a }, async () => "a");
export const outerA = task({ concurrency: a, retries: 1, retryDelay: "100ms" }, async () => {
  await meet("a.there", "b.there");
  return innerB();
});
export const outerB = task({ concurrency: b, retries: 1, retryDelay: "100ms" }, async () => {
  await meet("b.there", "a.there");
  return innerA();
});
export const first = flow(() => outerA());
export const second = flow(() => outerB());
export const both = flow(() => [outerA(), outerB()]);
`;

describe.concurrent("in real processes", () => {
  test("two runs that wait for each other: the later one is given up, says why, and both end well", async ({
    expect,
  }) => {
    using workspace = new Workspace({ "a.ts": source });
    const runs = await Promise.all([
      workspace.run("run", "a.ts:first", "--json"),
      workspace.run("run", "a.ts:second", "--json"),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const told = runs.flatMap(({ stdout }) =>
      stdout
        .split("\n")
        .filter((line) => line.includes('"name":"Failed"'))
        .map((line) => JSON.parse(line)),
    );
    expect(told).toHaveLength(1);
    const [{ name, state }] = told;
    const [mine, other] = name === "innerB" ? ["a", "b"] : ["b", "a"];
    const link = (outer: string, held: string, inner: string, needed: string) =>
      `${outer} \\(.+a\\.ts:\\d+:\\d+\\) of run \\w{12} holds "${held}" and waits for ${inner} \\(.+a\\.ts:\\d+:\\d+\\), which needs "${needed}"`;
    const upper = (text: string) => text.toUpperCase();
    expect(state.message).toMatch(
      new RegExp(
        `^tasks that hold limits wait for each other: ${link(`outer${upper(mine)}`, mine, `inner${upper(other)}`, other)}; ${link(`outer${upper(other)}`, other, `inner${upper(mine)}`, mine)}\\. None of them could ever go on, so ${name} \\(.+\\), which came last, was given up\\. Let outer${upper(mine)} \\(.+\\) take them together: concurrency: \\["a", "b"\\]$`,
      ),
    );
  }, 60_000);

  test("also within one run", async ({ expect }) => {
    using workspace = new Workspace({ "a.ts": source });
    const { code, stdout } = await workspace.run("run", "a.ts:both", "--json");
    expect(code).toBe(0);
    expect(stdout.match(/"name":"Failed"/g)).toHaveLength(1);
  }, 60_000);
});

describe("what a process says of itself", () => {
  const inner = task({ name: "inner", concurrency: { name: "c-b", limit: 1 } }, async () => {});
  const mapped = task({ concurrency: ["c-b"] }, async (_: number) => {});
  const after = task(async (_: unknown) => {});
  const never = task(() => new Promise<void>(() => {}));
  const own = () => new Promise<void>(() => {});
  const between = task(async () => {
    await inner();
  });
  const sub = flow(() => [inner(), never()]);
  const meanwhile = async (_: unknown, own: Promise<unknown>) => void (await own);

  test.each<[name: string, code: () => unknown, stands: boolean]>([
    ["it awaits a task that waits", () => inner(), true],
    ["it returns one deep inside", () => ({ all: [inner()] }), true],
    ["it waits for what needs the result", () => after(inner()), true],
    ["it waits for a map", () => mapped.map([1]), true],
    ["it waits for a task that waits for one", () => between(), true],
    ["it waits for a flow whose task waits", () => sub(), true],
    ["it may go on after another task", () => Promise.race([inner(), never()]), false],
    ["it goes on after some time", () => inner().wait({ timeout: "1h" }), false],
    ["it waits for something of its own", () => meanwhile(inner(), own()), false],
    ["it asks a person", () => meanwhile(inner(), input({ prompt: "?" })), false],
  ])("%s: %#", async (_, code, stands) => {
    expect((await standingWhile(code))?.slots).toEqual(
      stands
        ? [
            {
              name: "c-a",
              holder: expect.any(String),
              label: expect.stringMatching(/^outer \(.+circles\.test\.ts:\d+:\d+\)$/),
              waits: [{ names: ["c-b"], id: expect.any(String), label: expect.any(String) }],
            },
          ]
        : undefined,
    );
  });

  /** What is said while a task that holds `c-a` runs this, and another process holds `c-b`. */
  async function standingWhile(code: () => unknown): Promise<Standing | undefined> {
    vi.useFakeTimers({ toFake: ["performance"] });
    let said: Standing | undefined;
    let then: Standing | undefined;
    let look = () => {};
    const store = new MemoryStore();
    store.holders.set("c-b", new Set(["another"]));
    const limits: LimitLedger = {
      ...store.limits,
      stands(standing) {
        said = standing;
        return [];
      },
      watch(changed) {
        look = changed;
        return () => {};
      },
    };
    Object.assign(store, { limits });
    const outer = task({ name: "outer", concurrency: { name: "c-a", limit: 1 } }, code);
    try {
      await recorded(
        async (session) => {
          const run = flow(() => outer())();
          run.catch(() => {});
          await vi.waitFor(() => {
            expect([...store.tasks.values()].map(({ state }) => state.name)).toContain(
              "AwaitingConcurrencySlot",
            );
          });
          await new Promise(setImmediate);
          for (let looks = 0; looks < 2; looks++) {
            vi.advanceTimersByTime(1_500);
            look();
          }
          then = said;
          await session.cancel("enough");
        },
        { store, cancelGrace: 1 },
      );
    } finally {
      vi.useRealTimers();
    }
    return then;
  }
});

describe("the circle in what all processes say", () => {
  const line = (process: string, ticket: number, ...names: string[]) => ({
    process,
    ticket,
    names,
  });
  const slot = (process: string, name: string, holder: string, ...lines: string[][]) => ({
    lease: { process, name, holder, run: `run of ${holder}` },
    said: {
      name,
      holder,
      label: holder,
      waits: lines.map((names) => ({
        names,
        id: `${holder}>${names}`,
        label: `call of ${holder}`,
      })),
    },
  });

  /** Who gives way, and for what. */
  function breaker(
    caps: Record<string, number>,
    queue: Snapshot["queue"],
    slots: ReturnType<typeof slot>[],
    needs: readonly { process: string; names: string[]; needs: string[] }[] = [],
  ): string | undefined {
    const standings = new Map<string, Standing>();
    for (const { lease, said } of slots) {
      const { process } = lease;
      if (said.waits.length === 0) continue;
      const before = standings.get(process)?.slots ?? [];
      const lines = needs.filter((one) => one.process === process);
      standings.set(process, { slots: [...before, said], lines });
    }
    const snapshot: Snapshot = {
      caps: new Map(Object.entries(caps).map(([name, limit]) => [name, { limit }])),
      queue,
      slots: slots.map(({ lease }) => lease),
      standings,
    };
    const processes = [...new Set(queue.map(({ process }) => process))];
    const found = processes.flatMap((process) => {
      const [last] = circleOf(snapshot, process);
      return last === undefined ? [] : [`${process}: ${last.waiter.id} needs ${last.needs}`];
    });
    expect(found.length).toBeLessThan(2);
    return found[0];
  }

  test("two, the other way round: the later one gives way", () => {
    const slots = [slot("p", "a", "P", ["b"]), slot("q", "b", "Q", ["a"])];
    expect(breaker({ a: 1, b: 1 }, [line("p", 1, "b"), line("q", 2, "a")], slots)).toBe(
      "q: Q>a needs a",
    );
    expect(breaker({ a: 1, b: 1 }, [line("p", 4, "b"), line("q", 3, "a")], slots)).toBe(
      "p: P>b needs b",
    );
  });

  test("three in a circle", () => {
    const slots = [
      slot("p", "a", "P", ["b"]),
      slot("q", "b", "Q", ["c"]),
      slot("r", "c", "R", ["a"]),
    ];
    const queue = [line("p", 3, "b"), line("q", 1, "c"), line("r", 2, "a")];
    expect(breaker({ a: 1, b: 1, c: 1 }, queue, slots)).toBe("p: P>b needs b");
  });

  test("one whose holder does not wait will come free", () => {
    const slots = [slot("p", "a", "P", ["b"]), slot("q", "b", "Q")];
    expect(breaker({ a: 1, b: 1 }, [line("p", 1, "b"), line("q", 2, "a")], slots)).toBeUndefined();
  });

  test("of several slots one comes free", () => {
    const slots = [
      slot("p", "a", "P", ["b"]),
      slot("q", "b", "Q", ["a"]),
      slot("r", "b", "somebody else"),
    ];
    const queue = [line("p", 1, "b"), line("q", 2, "a")];
    expect(breaker({ a: 1, b: 2 }, queue, slots)).toBeUndefined();
    expect(breaker({ a: 1, b: 2 }, queue, [...slots.slice(0, 2), slot("r", "b", "R", ["a"])])).toBe(
      undefined,
    );
    const all = [...queue, line("r", 3, "a")];
    expect(breaker({ a: 1, b: 2 }, all, [...slots.slice(0, 2), slot("r", "b", "R", ["a"])])).toBe(
      "r: R>a needs a",
    );
  });

  test("who waits behind a circle, and came last, does not give way", () => {
    const slots = [
      slot("p", "a", "P", ["b"]),
      slot("q", "b", "Q", ["a"]),
      slot("r", "c", "R", ["a"]),
    ];
    const queue = [line("p", 1, "b"), line("q", 2, "a"), line("r", 3, "a")];
    expect(breaker({ a: 1, b: 1, c: 1 }, queue, slots)).toBe("q: Q>a needs a");
  });

  test("who takes both at once came first: it holds nothing, and the other gives way", () => {
    const queue = [line("q", 1, "a", "b"), line("p", 2, "b")];
    expect(breaker({ a: 1, b: 1 }, queue, [slot("p", "a", "P", ["b"])])).toBe("p: P>b needs b");
  });

  test("what its caller lends is not what it waits for", () => {
    const queue = [line("p", 1, "a", "b"), line("q", 2, "a")];
    const slots = [slot("p", "a", "P", ["a", "b"]), slot("q", "b", "Q")];
    const needs = [{ process: "p", names: ["a", "b"], needs: ["b"] }];
    expect(breaker({ a: 1, b: 1 }, queue, slots, needs)).toBeUndefined();
    expect(
      breaker({ a: 1, b: 1 }, queue, [slots[0] as never, slot("q", "b", "Q", ["a"])], needs),
    ).toBe("q: Q>a needs a");
  });

  test("a line that nobody waits in any more counts for nothing", () => {
    const slots = [slot("p", "a", "P", ["b"]), slot("q", "b", "Q", ["a"])];
    expect(breaker({ a: 1, b: 1 }, [line("p", 1, "b")], slots)).toBeUndefined();
  });
});
