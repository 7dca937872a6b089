import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { flow, logger, task } from "millrace";

/** Waits until somebody makes the file `doors-open` beside this one. */
export const countShelf = task(async (shelf: string): Promise<number> => {
  while (!existsSync(join(import.meta.dirname, "doors-open"))) await delay(50);
  logger().info(`shelf ${shelf} is counted`);
  return shelf.charCodeAt(0) - "a".charCodeAt(0);
});

export const checkCount = task((shelf: string, count: number): string => {
  if (count > 1) throw new RangeError(`shelf ${shelf} holds ${count} too many`);
  return `${shelf}: ${count}`;
});

export const stock = flow({ name: "stock" }, async (shelf: string) => {
  logger().info(`to shelf ${shelf}`);
  return await checkCount(shelf, countShelf(shelf));
});
