// biome-ignore-all lint: each of the marked lines is wrong on purpose.
/** Faults of the graph itself: what never runs, what never ends, what cannot wait. */
import { flow, type TaskFuture, task, unmapped } from "millrace";

export const extract = task(async (day: string) => [day]);
export const load = task(async (rows: unknown) => rows);

export const ping: any = flow({ name: "faulty-ping" }, async (count: number) => {
  await pong(count + 1); // MR101
});
export const pong: any = flow({ name: "faulty-pong" }, async (count: number) => {
  await ping(count + 1);
});

export const countDown: any = task(async (from: number) => {
  if (from > 0) await countDown(from - 1); // MR102
  return from;
});

export const outer = task(async (day: string) => {
  const rows = await extract(day); // MR104
  return rows.length;
});

export const nested = flow({ name: "faulty-nested" }, async (day = "2026-01-01") => {
  await countDown(3);
  return await outer(day);
});

export const deadlock = flow({ name: "faulty-deadlock" }, async () => {
  let first: TaskFuture<unknown>;
  let second: TaskFuture<unknown>;
  const one = task(async () => await second); // MR103
  const two = task(async () => await first);
  first = one();
  second = two();
  return [first, second];
});

export const early = await extract("2026-01-01"); // MR105

export const dead = flow({ name: "faulty-dead" }, async (day: string) => {
  return await extract(day);
  await load("never"); // MR107
});

export const byName = flow({ name: "faulty-by-name" }, async (name: string, registry: any) => {
  return await registry[name]("2026-01-01"); // MR109
});

export const waiting = flow({ name: "faulty-waiting" }, async (day: string) => {
  const rows: any = await extract(day);
  return await load.with({ waitFor: [rows] })("rows"); // MR112
});

export const unequal = flow({ name: "faulty-unequal" }, async () => {
  const pair = task(async (a: number, b: string) => [a, b]);
  await pair.map(unmapped(1), unmapped("x")); // MR114
  return await pair.map([1, 2, 3], ["a", "b"]); // MR114
});
