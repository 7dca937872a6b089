/** Results that hold futures: what a task or flow returns is waited for, deep inside. */
import { contentsOf, withResults } from "./arguments.js";
import { asFuture } from "./future.js";
import type { Work } from "./work.js";

/**
 * The value with every future in it replaced by its result.
 * @param check is told each work before it is waited for; what it throws is thrown
 */
export async function settledDeep(value: unknown, check?: (work: Work) => void): Promise<unknown> {
  const plain = asFuture(value) === undefined ? await value : value;
  const { futures } = contentsOf([plain]);
  if (futures.length === 0) return plain;
  for (const { work } of futures) {
    work.look();
    check?.(work);
  }
  await Promise.all(
    futures.map(({ work }) => new Promise<void>((resolve) => work.whenSettled(resolve))),
  );
  return withResults([plain])[0];
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { then?: unknown }).then === "function"
  );
}
