/**
 * After a try with two at once, neither is certain to be over.
 *
 * - main/alpha#1 -> main/gamma#1 order always
 * - main/beta#1 -> main/gamma#1 order always
 */
import { flow, task } from "millrace";
import { seed, work } from "./world.js";

export const alpha = task({ name: "alpha" }, (...inputs: unknown[]) => work("alpha", inputs));
export const beta = task({ name: "beta" }, (...inputs: unknown[]) => work("beta", inputs));
export const gamma = task({ name: "gamma" }, (...inputs: unknown[]) => work("gamma", inputs));

export const main = flow({ name: "main" }, async () => {
  try {
    await Promise.all([alpha(seed), beta(seed)]);
  } catch {
    // goes on
  }
  return await gamma(seed);
});
