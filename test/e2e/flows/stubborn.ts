import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { flow, task } from "millrace";

/** Hears nothing of being cancelled, and has a process of its own. */
export const hold = task(async () => {
  spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", import.meta.filename], {
    stdio: "ignore",
  });
  await delay(200);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});

export const stubborn = flow({ name: "stubborn" }, async () => {
  await hold();
});
