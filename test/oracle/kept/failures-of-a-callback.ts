/**
 * A catch is reached from what fails in its try: not from parameters, not from what is in the catch.
 *
 * + main/alpha#1 -> main/beta#1 error
 * - main/param:url -> main/beta#1 error
 * - main/beta#1 -> main/gamma#1 error
 * - main/gamma#1 -> main/beta#1 error
 */
import { flow, task } from "millrace";
import { seed, work } from "./world.js";

export const alpha = task({ name: "alpha" }, (...inputs: unknown[]) => work("alpha", inputs));
export const beta = task({ name: "beta" }, (...inputs: unknown[]) => work("beta", inputs));
export const gamma = task({ name: "gamma" }, (...inputs: unknown[]) => work("gamma", inputs));

export const main = flow({ name: "main" }, async (url = "here") => {
  for (let i = 0; i < 2; i++) {
    try {
      await Promise.all(seed.items.map(async (item) => await alpha(item, url)));
    } catch {
      await gamma(await beta(seed));
    }
  }
});
