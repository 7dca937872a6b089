/**
 * What a callback calls without using its item still comes after what the list came from.
 *
 * + main/alpha#1 -> main/gamma#1 data
 * + main/alpha#1 -> main/map#1 control
 */
import { flow, task } from "millrace";
import { seed, work } from "./world.js";

export const alpha = task({ name: "alpha" }, (...inputs: unknown[]) => work("alpha", inputs));
export const beta = task({ name: "beta" }, (...inputs: unknown[]) => work("beta", inputs));
export const gamma = task({ name: "gamma" }, (...inputs: unknown[]) => work("gamma", inputs));

export const main = flow({ name: "main" }, async () => {
  const made = await alpha(seed);
  const futures = made.items.flatMap((item) => [gamma(item), beta()]);
  return await Promise.all(futures);
});
