import type { AnyFuture, CallOptions } from "./types.js";

/**
 * The option that makes a call wait for more than its arguments: `t.with(waitFor(a, b))(x)` is
 * `t.with({ waitFor: [a, b] })(x)`.
 */
export function waitFor(...futures: AnyFuture<unknown>[]): Required<Pick<CallOptions, "waitFor">> {
  return { waitFor: futures };
}
