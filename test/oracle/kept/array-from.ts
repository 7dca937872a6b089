/**
 * Array.from with a length nobody knows may make nothing (P44).
 *
 * + main/alpha#1 maybe 0..n
 * + main/beta#1 always
 */
import { flow, task } from "millrace";
import { count, seed, work } from "./world.js";

export const alpha = task({ name: "alpha" }, (...inputs: unknown[]) => work("alpha", inputs));
export const beta = task({ name: "beta" }, (...inputs: unknown[]) => work("beta", inputs));

export const main = flow({ name: "main" }, async () => {
  const list = await Promise.all(Array.from({ length: count("n1") }, () => alpha(seed)));
  return await beta(list);
});
