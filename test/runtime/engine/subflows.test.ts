import { describe, expect, test } from "vitest";
import { flow, task } from "../../../runtime/src/index.js";
import { recorded, statesOf } from "./recorded.js";

const double = task({ name: "double" }, (n: number) => 2 * n);

describe("a flow called in a flow", () => {
  test("is a run of its own, and a task run stands for it", async () => {
    const inner = flow({ name: "inner" }, (n: number) => double(n));
    const outer = flow({ name: "outer" }, () => double(inner(double(1))));
    const { value, events, tasks, store } = await recorded(outer);
    expect(value).toBe(8);
    const standIn = tasks[1];
    const child = store.flows.get(standIn?.subflow ?? "");
    expect(child).toMatchObject({
      flowName: "inner",
      parent: tasks[0]?.run,
      parentTask: standIn?.id,
      params: { n: 2 },
    });
    expect(tasks.map(({ name, upstream }) => [name, upstream.length])).toEqual([
      ["double", 0],
      ["inner", 1],
      ["double", 1],
    ]);
    const seqs = events.filter(({ run }) => run === child?.id).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  test("fails its stand-in, and with it the flow that called it", async () => {
    const broken = flow({ name: "broken" }, () => {
      throw new Error("boom");
    });
    const { finished, events } = await recorded(
      flow(() => {
        broken();
      }),
    );
    expect(statesOf(events, "broken")).toEqual(["Pending", "Running", "Failed"]);
    expect(finished.state.name).toBe("Failed");
  });

  test("retries by itself and takes no slot of its caller", async () => {
    let runs = 0;
    const flaky = flow({ name: "flaky", retries: 1 }, async () => {
      if (++runs === 1) throw new Error("boom");
      return double(21);
    });
    const { value, events } = await recorded(flow({ maxTasks: 1 }, () => flaky()));
    expect(value).toBe(42);
    expect(statesOf(events, "flaky")).toEqual(["Pending", "Running", "Completed"]);
  });

  test("gives no edge to tasks of another run", async () => {
    const inner = flow({ name: "inner" }, (rows: number[]) => double(rows.length));
    const rows = task(() => [1, 2]);
    const { events } = await recorded(flow(async () => inner(await rows())));
    for (const event of events) {
      if (event.type !== "task-state") continue;
      expect(event.upstream.every((id) => id.startsWith(`${event.run}.`))).toBe(true);
    }
    expect(statesOf(events, "inner").at(-1)).toBe("Completed");
  });
});
