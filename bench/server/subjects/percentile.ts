/** The value that 95 of 100 stay at or below. */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.ceil(0.95 * sorted.length) - 1];
  if (value === undefined) throw new Error("the percentile of no values");
  return value;
}
