/** Whether a task has to run again, and why: decided from what is known, without looking at the disk. */
import type { Fingerprint } from "./fingerprint.js";

/** What a task's last run left. */
export interface Left {
  /** Digests of the task's source and of its arguments. */
  source: string;
  args: string;
  inputs: Fingerprint[];
  outputs: Fingerprint[];
  /** Outputs that had to be there after it, and were not. */
  missing: string[];
}

/** The same, as it is now. */
export type Now = Omit<Left, "missing">;

/** Why the task has to run again; undefined where it is up to date. */
export function whyStale(left: Left, now: Now): string | undefined {
  return (
    whyOutputs(left, now) ??
    whyInputs(left.inputs, now.inputs) ??
    (left.source !== now.source ? "the task's source changed" : undefined) ??
    (left.args !== now.args ? "arguments changed" : undefined)
  );
}

/** Every output has to be there as the task left it; what else lies beside it is not the task's. */
function whyOutputs({ outputs, missing }: Left, now: Now): string | undefined {
  if (missing.length > 0) return told(missing.map((path) => `${path} is missing`));
  const there = byPath(now.outputs);
  return told([
    ...outputs.filter(({ path }) => !there.has(path)).map(({ path }) => `${path} is missing`),
    ...outputs
      .filter(({ path, hash }) => (there.get(path)?.hash ?? hash) !== hash)
      .map(({ path }) => `${path} is not what the task wrote`),
  ]);
}

function whyInputs(left: readonly Fingerprint[], now: readonly Fingerprint[]): string | undefined {
  const before = byPath(left);
  const after = byPath(now);
  return told([
    ...now
      .filter(({ path, hash }) => (before.get(path)?.hash ?? hash) !== hash)
      .map(({ path }) => `${path} changed`),
    ...now.filter(({ path }) => !before.has(path)).map(({ path }) => `${path} is new`),
    ...left.filter(({ path }) => !after.has(path)).map(({ path }) => `${path} is gone`),
  ]);
}

export function byPath(prints: readonly Fingerprint[]): Map<string, Fingerprint> {
  return new Map(prints.map((print) => [print.path, print]));
}

/** The first, and how many more there are. */
function told(reasons: readonly string[]): string | undefined {
  const [first, ...others] = reasons;
  return first === undefined || others.length === 0
    ? first
    : `${first} (and ${others.length} more)`;
}
