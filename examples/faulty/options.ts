// biome-ignore-all lint: each of the marked lines is wrong on purpose.
/** Faults in options. Most of them stop the file from loading; the editor says so first. */
import { flow, type TaskOptions, task } from "millrace";

export const misspelt = task({ retrys: 3 } as TaskOptions, async () => 1); // MR301

export const negative = task({ retries: -1 }, async () => 1); // MR302

export const noTime = task({ timeout: 0 }, async () => 1); // MR302

export const spareDelays = task({ retries: 2, retryDelay: [1, 5, 25] }, async () => 1); // MR304

export const idleDelay = task({ retryDelay: "10s" }, async () => 1); // MR304

export const patient = task({ retries: 3, retryDelay: "1m" }, async () => 1);

export const hasty = flow(
  {
    name: "faulty-hasty",
    timeout: "2m", // MR305
  },
  async () => patient(),
);

export const twice = flow(
  {
    name: "faulty-twice",
    retries: 2, // MR306
  },
  async () => patient(),
);

export const forgetful = task({ cache: { expires: 0 } }, async (day: string) => day); // MR309

// @ts-expect-error a hook is a function
export const wrongHook = task({ onRetry: "mail" }, async () => 1); // MR310

export const everNew = task(
  { cache: { key: () => `report-${Date.now()}` } }, // MR401
  async (day: string) => day,
);

export const sideEffect = task(
  { cache: true }, // MR402
  async (url: string) => {
    await fetch(url, { method: "DELETE" });
  },
);

export const handle = task({ cache: true }, async (): Promise<() => number> => () => 1); // MR403

export const named = task({ runName: "load-{tabel}" }, async (table: string) => table); // MR604

export const nameless = task({ concurrency: { limit: 4 } } as TaskOptions, async () => 1); // MR302

export const kept = task({ files: { inputs: "package.json" }, cache: true }, async () => 1); // MR309
