import { expect, test } from "vitest";
import { allowFailure, flow, task, unmapped } from "../../../runtime/src/index.js";
import { recorded } from "./recorded.js";

const extract = task({ name: "extract" }, async (rows: number) =>
  Array.from({ length: rows }, (_, i) => i),
);
const load = task(
  { name: "load" },
  async (rows: number[], options: object) => [rows, options].length,
);

test("arguments are kept as they were when the task began, with the task they come from", async () => {
  const { tasks } = await recorded(
    flow(async () => {
      const rows = extract(3);
      const settled = await extract(2);
      await load(rows, { mode: "append", rows: rows.get(1) });
      await load(settled, {});
    }),
  );
  expect(tasks.map(({ params, inputs }) => ({ params, inputs }))).toEqual([
    { params: ["rows"], inputs: [3] },
    { params: ["rows"], inputs: [2] },
    {
      params: ["rows", "options"],
      inputs: [{ text: "[0, 1, 2] (from extract)" }, { text: '{ mode: "append", rows: 1 }' }],
    },
    { params: ["rows", "options"], inputs: [{ text: "[0, 1] (from extract)" }, { text: "{}" }] },
  ]);
});

test("what is big is cut; what a map shares is written once", async () => {
  const shared = { text: "x".repeat(10_000) };
  const each = task({ name: "each" }, async (n: number, all: object) => [n, all].length);
  const { tasks } = await recorded(
    flow(async () => void (await each.map([1, 2], unmapped(shared)))),
  );
  const [first, second] = tasks.map(({ inputs }) => inputs?.[1]);
  expect(first).toMatchObject({
    truncated: true,
    text: expect.stringContaining("(10000 characters)"),
  });
  expect((first as { text: string }).text.length).toBeLessThan(1_100);
  expect(second).toBe(first);
});

test("a task that was never called has none; a failure handed on is shown as one", async () => {
  const broken = task({ name: "broken" }, async () => {
    throw new RangeError("no");
  });
  const { tasks } = await recorded(
    flow(async () => {
      const failed = broken();
      load(failed as never, {});
      await load(allowFailure(failed) as never, {}).wait();
    }),
  );
  expect(tasks.map(({ name, inputs }) => [name, inputs?.[0]])).toEqual([
    ["broken", undefined],
    ["load", undefined],
    ["load", { text: "RangeError: no (from broken)" }],
  ]);
});
