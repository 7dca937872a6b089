import { setTimeout as delay } from "node:timers/promises";
import { flow, task } from "millrace";

export const square = task(async (n: number): Promise<number> => {
  await delay(n % 20);
  return n * n;
});

export const total = task((squares: number[]) => squares.reduce((a, b) => a + b, 0));

export const wideMap = flow({ name: "wide-map" }, async () => {
  const numbers = Array.from({ length: 1_000 }, (_, n) => n);
  return await total(square.map(numbers));
});
