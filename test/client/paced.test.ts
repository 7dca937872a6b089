import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Paced } from "../../client/src/paced.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A job that ends when it is told to, and counts how often it was begun. */
function job() {
  const ends: (() => void)[] = [];
  const done = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
  const end = async () => {
    ends.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { done, end };
}

test("many wishes are one job", async () => {
  const { done } = job();
  const paced = new Paced(100, done);
  for (let wish = 0; wish < 10; wish++) paced.soon();
  await vi.advanceTimersByTimeAsync(99);
  expect(done).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(done).toHaveBeenCalledTimes(1);
});

test("what is wished for while the job is done is done once more, and not at once", async () => {
  const { done, end } = job();
  const paced = new Paced(100, done);
  paced.soon();
  await vi.advanceTimersByTimeAsync(100);
  paced.soon();
  paced.soon();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(done).toHaveBeenCalledTimes(1);
  await end();
  await vi.advanceTimersByTimeAsync(100);
  expect(done).toHaveBeenCalledTimes(2);
  await end();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(done).toHaveBeenCalledTimes(2);
});

test("nothing is done after the end", async () => {
  const { done, end } = job();
  const paced = new Paced(100, done);
  paced.soon();
  await vi.advanceTimersByTimeAsync(100);
  paced.soon();
  paced.dispose();
  await end();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(done).toHaveBeenCalledTimes(1);
});
