/** What a benchmark prints: one JSON line a figure, so that runs can be kept and compared. */

export interface Figure {
  bench: string;
  /** The tool that was measured, where the bench compares tools, and its version. */
  peer?: string;
  version?: string;
  /** What is measured, with its unit: `us_per_task`. */
  figure: string;
  /** The median of the rounds. */
  value: number;
  /** The most that the design allows; a ratio where `budgetOf` says so. */
  budget?: number;
  /** Whether the budget is on the value or on the ratio to the baseline. Default: the value. */
  budgetOf?: "value" | "ratio";
  /** What was measured beside it, in the same rounds, on the same machine. */
  baseline?: { name: string; value: number };
  /** How many processes wanted the machine's processors just then. */
  load?: number;
  /** How many tasks, events or runs one round has. */
  n?: number;
  /** Every round's value, from lowest to highest; the median is taken of these. */
  rounds?: number[];
}

/** Prints a figure; adds its ratio to the baseline, whether it is within budget, and the Node version. */
export function print(figure: Figure): void {
  const { value, budget, budgetOf, baseline } = figure;
  const ratio = baseline && value / baseline.value;
  const judged = budgetOf === "ratio" ? ratio : value;
  printLine({
    ...figure,
    value: rounded(value),
    ...(baseline && { baseline: { ...baseline, value: rounded(baseline.value) } }),
    ...(ratio !== undefined && { ratio: rounded(ratio) }),
    ...(budget !== undefined && judged !== undefined && { ok: judged <= budget }),
    ...(figure.rounds && { rounds: [...figure.rounds].sort((a, b) => a - b).map(rounded) }),
    node: process.versions.node,
  });
}

/** Says that something could not be measured here, and why. */
export function printSkipped(subject: object, why: string): void {
  printLine({ ...subject, skipped: why });
}

function printLine(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error("the median of no values");
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/** Three significant digits: more would be noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
