/**
 * A return in an inner branch guards what follows the outer one.
 *
 * + main/alpha#1 maybe 0..1
 */
import { flow, task } from "millrace";
import { flag, seed, work } from "./world.js";

export const alpha = task({ name: "alpha" }, (...inputs: unknown[]) => work("alpha", inputs));

export const main = flow({ name: "main" }, async () => {
  if (flag("c1")) {
    if (flag("c2")) {
      return seed;
    }
  }
  return await alpha(seed);
});
