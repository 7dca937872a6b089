// biome-ignore-all lint: each of the marked lines is wrong on purpose.
/** Faults in limits, files and threads: what a task shares with others. */
import { flow, task } from "millrace";

export const query = task({ concurrency: { name: "faulty-db", limit: 4 } }, async () => 1);

export const update = task(
  { concurrency: { name: "faulty-db", limit: 2 } }, // MR308
  async () => 1,
);

export const download = task({ files: { outputs: "out/faulty/rows.csv" } }, async () => 1);

export const tidy = task(
  {
    files: {
      inputs: "package.json",
      outputs: "out/faulty/*.csv", // MR311
    },
  },
  async () => 1,
);

export const rewrite = task(
  {
    files: {
      inputs: "out/faulty/report.md", // MR312
      outputs: "out/faulty/report.md",
    },
  },
  async () => 1,
);

let resized = 0;

const hash = task(
  { runIn: "worker" }, // MR314
  async (text: string) => text.length,
);

export const resize = task({ runIn: "worker" }, async (size: number) => {
  resized += size; // MR314
  return resized;
});

export const shared = flow({ name: "faulty-shared" }, async () => {
  await Promise.all([query(), update(), download(), tidy(), rewrite()]);
  await hash("x");
  return await resize(1);
});
