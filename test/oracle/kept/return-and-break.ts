/**
 * A loop that may be left by return guards what follows it, even if break leaves it too.
 *
 * + main/alpha#2 maybe 0..1
 */
import { flow, task } from "millrace";
import { flag, seed, work } from "./world.js";

export const alpha = task({ name: "alpha" }, (...inputs: unknown[]) => work("alpha", inputs));

export const main = flow({ name: "main" }, async () => {
  for (let i = 0; i < 2; i++) {
    if (flag("c1")) return seed;
    if (flag("c2")) break;
    await alpha(seed);
  }
  return await alpha("after");
});
