import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { flow, task } from "millrace";

/** Waits until somebody makes the file `go` beside this one. */
export const waitForGo = task(async () => {
  while (!existsSync(join(import.meta.dirname, "go"))) await delay(50);
});

export const finish = task(async () => "done");

export const patient = flow({ name: "patient" }, async () => {
  await waitForGo();
  return await finish();
});
