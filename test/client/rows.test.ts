import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Rows } from "../../client/src/views/rows.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Reads that are answered in the order a test wants; what the view is told, and has got. */
function view() {
  const reads: ((rows: string[]) => void)[] = [];
  const read = () => new Promise<string[]>((resolve) => reads.push(resolve));
  const tell = vi.fn();
  const rows = new Rows(read, tell);
  const answer = async (nth: number, ...names: string[]) => {
    reads[nth]?.(names);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { rows, reads, tell, answer };
}

test("a view in sight is told when the next rows are there, and gets them at once", async () => {
  const { rows, reads, tell, answer } = view();
  rows.seen(true);
  const first = rows.get();
  await answer(0, "a");
  expect(await first).toEqual(["a"]);

  rows.refresh();
  await vi.advanceTimersByTimeAsync(0);
  expect(tell).not.toHaveBeenCalled();
  expect(await rows.get()).toEqual(["a"]);
  await answer(1, "b");
  expect(tell).toHaveBeenCalledTimes(1);
  expect(await rows.get()).toEqual(["b"]);
  expect(reads).toHaveLength(2);
});

test("a view out of sight is told, and nothing is read until it asks", async () => {
  const { rows, reads, tell, answer } = view();
  const first = rows.get();
  await answer(0, "a");
  await first;
  rows.refresh();
  await vi.advanceTimersByTimeAsync(0);
  expect(tell).toHaveBeenCalledTimes(1);
  expect(reads).toHaveLength(1);
  const next = rows.get();
  await answer(1, "b");
  expect(await next).toEqual(["b"]);
});

test("an answer that comes too late does not stay", async () => {
  const { rows, answer } = view();
  const slow = rows.get();
  rows.refresh();
  const next = rows.get();
  await answer(1, "new");
  await answer(0, "old");
  expect(await Promise.all([slow, next])).toEqual([["old"], ["new"]]);
  expect(await rows.get()).toEqual(["new"]);
});

test("rows that cannot be read are asked for by the view itself", async () => {
  const tell = vi.fn();
  const read = vi.fn(async (): Promise<string[]> => ["a"]);
  const rows = new Rows(read, tell);
  rows.seen(true);
  await rows.get();
  read.mockRejectedValue(new Error("the server is gone"));
  rows.refresh();
  await vi.advanceTimersByTimeAsync(0);
  expect(tell).toHaveBeenCalledTimes(1);
  await expect(rows.get()).rejects.toThrow("the server is gone");
});
