/**
 * A value that is only declared is unknown, not undefined.
 *
 * + main/alpha#1 maybe
 * - main/alpha#1 unreachable
 */
import { flow, task } from "millrace";
import { seed, work } from "./world.js";

export const alpha = task({ name: "alpha" }, (...inputs: unknown[]) => work("alpha", inputs));
export const beta = task({ name: "beta" }, (...inputs: unknown[]) => work("beta", inputs));

export const main = flow({ name: "main" }, async () => {
  const v1 = seed.ok ? await alpha("go") : seed;
  return beta(v1);
});
