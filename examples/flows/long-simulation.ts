/**
 * Lesson 9: a long run that can be stopped.
 *
 *     npx millrace run examples/flows/long-simulation.ts     # then press Ctrl-C
 *
 * Cancelling aborts `runtime().signal`, which timers, `fetch` and most libraries take, and ends the
 * processes that a task has started. The run ends Cancelled, its finished steps stay in the history,
 * and a retry takes them over.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { flow, progress, runtime, task } from "millrace";

export const warmUp = task(async (steps: number): Promise<number> => {
  await delay(200);
  return steps;
});

export const simulate = task(async (steps: number): Promise<number> => {
  const { signal } = runtime();
  let hits = 0;
  for (let step = 0; step < steps; step++) {
    for (let dart = 0; dart < 20_000; dart++) {
      if (Math.hypot(Math.random(), Math.random()) <= 1) hits++;
    }
    progress(step + 1, steps, `π ≈ ${((4 * hits) / ((step + 1) * 20_000)).toFixed(5)}`);
    await delay(100, undefined, { signal });
  }
  return (4 * hits) / (steps * 20_000);
});

export const crossCheck = task(async (seconds: number): Promise<string> => {
  const child = spawn(process.execPath, ["-e", `setTimeout(() => {}, ${seconds * 1000})`]);
  await once(child, "exit");
  return "the other program agrees";
});

export const longSimulation = flow({ name: "long-simulation" }, (steps = 600) => {
  const ready = warmUp(steps);
  return [simulate(ready), crossCheck(steps / 10)];
});
