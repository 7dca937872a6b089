/**
 * What follows a loop over a generator comes after its tasks (P77).
 *
 * + main/g1/alpha#1 -> main/beta#1 order
 */
import { flow, task } from "millrace";
import { seed, work } from "./world.js";

export const alpha = task({ name: "alpha" }, (...inputs: unknown[]) => work("alpha", inputs));
export const beta = task({ name: "beta" }, (...inputs: unknown[]) => work("beta", inputs));

export const main = flow({ name: "main" }, async () => {
  const g1 = async function* (p: any) {
    yield await alpha(p);
  };
  for await (const _ of g1(seed)) {
    // nothing with it
  }
  return await beta(seed);
});
