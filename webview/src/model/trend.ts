/** How a task did in its last runs, in numbers. */
import type { TrendSample } from "@millrace/protocol";
import { formatDuration, plural } from "./format.js";
import { isFailure, statusOf } from "./status.js";

export interface Trend {
  samples: TrendSample[];
  /** Milliseconds, of the runs whose code ran; absent where none did. */
  median?: number;
  longest: number;
  failed: number;
}

export function trendOf(samples: TrendSample[]): Trend {
  const durations = samples
    .map(({ duration }) => duration)
    .filter((duration) => duration !== undefined)
    .sort((a, b) => a - b);
  const failed = samples.filter(({ state }) => isFailure(statusOf(state))).length;
  const trend = { samples, longest: durations.at(-1) ?? 0, failed };
  const { length } = durations;
  if (length === 0) return trend;
  const [low = 0, high = 0] = [durations[(length - 1) >> 1], durations[length >> 1]];
  return { ...trend, median: (low + high) / 2 };
}

/** "Median 1.2 s over 20 runs, 2 failed". */
export function trendText({ samples, median, failed }: Trend): string {
  const runs = plural(samples.length, "run");
  const typical =
    median === undefined
      ? `Its code ran in none of ${runs}`
      : `Median ${formatDuration(median)} over ${runs}`;
  return failed === 0 ? typical : `${typical}, ${failed} failed`;
}
