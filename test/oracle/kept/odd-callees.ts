/**
 * Source maps move the place of a call whose callee is no plain name.
 *
 * + main/alpha#1 always 1
 * + main/alpha#3 -> main/alpha#2 data always
 * + main/beta#1 maybe
 */
import { flow, task } from "millrace";
import { flag, seed, work } from "./world.js";

export const alpha = task({ name: "alpha" }, (...inputs: unknown[]) => work("alpha", inputs));
export const beta = task({ name: "beta" }, (...inputs: unknown[]) => work("beta", inputs));

export const main = flow({ name: "main" }, async () => {
  const table: any = { a: alpha, b: beta };
  await (0, alpha)(seed);
  await alpha.with({ tags: ["x"] })(await alpha.with({ tags: ["y"] })(seed));
  await table["a"](seed);
  await table[flag("c1") ? "a" : "b"](seed);
  await (flag("c2") ? alpha : beta)(seed);
  await alpha?.(seed);
  return await alpha.bind(null, seed as any)();
});
