import { describe, expect, test } from "vitest";
import { definitionOf, type FlowDefinition } from "../../../runtime/src/engine/definition.js";
import { runFlow } from "../../../runtime/src/engine/flow-run.js";
import { flow, task } from "../../../runtime/src/index.js";
import { MemoryStore } from "./memory-store.js";
import { type Recorded, recorded } from "./recorded.js";

function attempt(store: MemoryStore, body: CallableFunction, retryOf?: string): Promise<Recorded> {
  const definition = definitionOf(body) as FlowDefinition;
  return recorded(() => runFlow(definition, [], { retryOf }), { store });
}

const names = ({ tasks }: Recorded) => tasks.map(({ state }) => state.name);

describe("a retry of a run", () => {
  test("restores what was finished and runs the rest, again and again", async () => {
    const store = new MemoryStore();
    let good = 0;
    const ran: string[] = [];
    const rows = task({ name: "rows" }, () => {
      ran.push("rows");
      return [{ n: 1 }, { n: 2 }];
    });
    const middle = task({ name: "middle" }, (all: { n: number }[]) => {
      ran.push("middle");
      if (good < 1) throw new Error("boom");
      return { sum: all.reduce((sum, { n }) => sum + n, 0) };
    });
    const last = task({ name: "last" }, ({ sum }: { sum: number }) => {
      ran.push("last");
      if (good < 2) throw new Error("boom");
      return sum;
    });
    const body = flow({ name: "f" }, () => last(middle(rows())));

    const first = await attempt(store, body);
    expect(names(first)).toEqual(["Completed", "Failed", "UpstreamFailed"]);
    good = 1;
    const second = await attempt(store, body, first.finished.run);
    expect(names(second)).toEqual(["Restored", "Completed", "Failed"]);
    good = 2;
    const third = await attempt(store, body, second.finished.run);
    expect(names(third)).toEqual(["Restored", "Restored", "Completed"]);
    expect(third.value).toBe(3);
    expect(ran).toEqual(["rows", "middle", "middle", "last", "last"]);
    expect(third.events[0]).toMatchObject({ retryOf: second.finished.run });
  });

  test("says what it restored and what not, and why", async () => {
    const store = new MemoryStore();
    let good = false;
    const fine = task({ name: "fine" }, (n: number) => n);
    const flaky = task({ name: "flaky" }, (_: unknown) => {
      if (!good) throw new Error("boom");
    });
    const body = flow({ name: "f" }, () => flaky(fine.map([1, 2])));
    const first = await attempt(store, body);
    good = true;
    const second = await attempt(store, body, first.finished.run);
    const line = store.logs.find(({ run }) => run === second.finished.run);
    expect(line?.message).toBe(
      `restored from run ${first.finished.run}: fine ×2; not restored: flaky (it ended as Failed)`,
    );
  });

  test("runs again what needs a result that was computed anew", async () => {
    const store = new MemoryStore();
    let good = false;
    const fresh = task({ name: "fresh" }, (_: number) => ({ at: Math.random() }));
    const uses = task({ name: "uses" }, (value: object) => value);
    const check = task({ name: "check" }, (_: unknown) => {
      if (!good) throw new Error("boom");
    });
    let input = 1;
    const body = flow({ name: "f" }, () => check(uses(fresh(input))));
    const first = await attempt(store, body);
    good = true;
    input = 2;
    const second = await attempt(store, body, first.finished.run);
    expect(names(second)).toEqual(["Completed", "Completed", "Completed"]);
  });

  test("compares inputs by content where they come from no task", async () => {
    const store = new MemoryStore();
    const t = task({ name: "t" }, (options: { deep: Map<string, Date>[] }) => options.deep.length);
    const body = flow({ name: "f" }, async () => {
      await t({ deep: [new Map([["a", new Date(1)]])] });
      throw new Error("boom");
    });
    const first = await attempt(store, body);
    expect(names(await attempt(store, body, first.finished.run))).toEqual(["Restored"]);
  });
});
