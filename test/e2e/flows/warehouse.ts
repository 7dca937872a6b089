import { flow, task } from "millrace";
import { stock } from "./stock.js";

export const listShelves = task((): string[] => ["a", "b", "c"]);

export const report = task((lines: string[]): string => lines.join(", "));

export const warehouse = flow({ name: "warehouse" }, async () => {
  const lines: ReturnType<typeof stock>[] = [];
  for (const shelf of await listShelves()) lines.push(stock(shelf));
  return await report(await Promise.all(lines));
});
