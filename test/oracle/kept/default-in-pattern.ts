/**
 * A default in a pattern runs where the part is missing.
 *
 * + main/alpha#1 maybe 0..1
 * + main/alpha#1 -> main/beta#1 data maybe
 */
import { flow, task } from "millrace";
import { seed, work } from "./world.js";

export const alpha = task({ name: "alpha" }, (...inputs: unknown[]) => work("alpha", inputs));
export const beta = task({ name: "beta" }, (...inputs: unknown[]) => work("beta", inputs));

export const main = flow({ name: "main" }, async () => {
  const { missing: v1 = await alpha(seed), ...rest } = seed as any;
  return await beta(v1, rest);
});
