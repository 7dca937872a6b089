import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Alarm } from "../../../runtime/src/engine/alarm.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DAY = 24 * 3600 * 1000;

test.each([0, 5, DAY, 2 ** 31 - 1, 2 ** 31, 30 * DAY, 400 * DAY])(
  "rings after %d ms, once",
  (ms) => {
    const ring = vi.fn();
    new Alarm(ms, ring);
    vi.advanceTimersByTime(Math.max(0, ms - 1));
    expect(ring).toHaveBeenCalledTimes(ms === 0 ? 1 : 0);
    vi.advanceTimersByTime(1);
    expect(ring).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(30 * DAY);
    expect(ring).toHaveBeenCalledTimes(1);
  },
);

test("stopped in its second month it does not ring", () => {
  const ring = vi.fn();
  const alarm = new Alarm(60 * DAY, ring);
  vi.advanceTimersByTime(40 * DAY);
  alarm.stop();
  vi.advanceTimersByTime(40 * DAY);
  expect(ring).not.toHaveBeenCalled();
});
