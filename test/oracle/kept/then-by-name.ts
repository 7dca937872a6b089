/**
 * The run of a task handed to then is placed at the await; the first one is not.
 *
 * + main/alpha#1 -> main/alpha#2 data always
 */
import { flow, task } from "millrace";
import { seed, work } from "./world.js";

export const alpha = task({ name: "alpha" }, (...inputs: unknown[]) => work("alpha", inputs));

export const main = flow({ name: "main" }, async () => {
  return await alpha(seed).then(alpha);
});
