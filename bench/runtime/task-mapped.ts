/**
 * What a recorded task costs when many are started at once: time a task, time in all, and the most
 * memory the process had. Beside it: one batched SQLite row a task, and the same list through p-limit.
 */
import { median, print, printSkipped } from "../measure/figure.js";
import { withFolder, withNewStore } from "../measure/folder.js";
import { inTurns } from "../measure/rounds.js";
import { measure } from "../measure/subject.js";
import { installNpmPeers } from "./peers/cache.js";

interface Report {
  seconds: number;
  cpuSeconds?: number;
  megabytes: number;
}

const count = 100_000;
const rounds = 5;
const bench = "task-mapped";

const canLimit = await installNpmPeers().then(
  () => true,
  (error: Error) => {
    printSkipped({ bench, peer: "p-limit" }, error.message);
    return false;
  },
);

const samples = await inTurns<Record<string, () => Promise<Report>>>(rounds, {
  millrace: () =>
    withNewStore((env) =>
      measure(new URL("subjects/mapped.ts", import.meta.url), { args: [count], env }),
    ),
  "sqlite-row": () =>
    withFolder((folder) =>
      measure(new URL("subjects/sqlite-row.ts", import.meta.url), { args: [folder, count, 5_000] }),
    ),
  ...(canLimit && {
    "p-limit": () => measure(new URL("subjects/limited.ts", import.meta.url), { args: [count] }),
  }),
});

const microseconds = (name: string) =>
  (samples[name] ?? []).map(({ seconds }) => (seconds * 1e6) / count);
const baseline = { name: "sqlite-row", value: median(microseconds("sqlite-row")) };
const ofTask = microseconds("millrace");
const value = median(ofTask);

print({ bench, figure: "us_per_task", value, budget: 20, baseline, n: count, rounds: ofTask });
if (canLimit) {
  const limited = { name: "p-limit", value: median(microseconds("p-limit")) };
  print({ bench, figure: "us_per_task_over_unrecorded", value, baseline: limited, n: count });
}
const cpu = (samples.millrace ?? []).map((sample) => ((sample.cpuSeconds ?? 0) * 1e6) / count);
print({ bench, figure: "cpu_us_per_task", value: median(cpu), n: count, rounds: cpu });
const seconds = (samples.millrace ?? []).map((sample) => sample.seconds);
print({ bench, figure: "seconds", value: median(seconds), budget: 2.5, n: count, rounds: seconds });
const megabytes = (samples.millrace ?? []).map((sample) => sample.megabytes);
print({
  bench,
  figure: "peak_rss_mb",
  value: median(megabytes),
  budget: 300,
  baseline: {
    name: "sqlite-row",
    value: median((samples["sqlite-row"] ?? []).map((sample) => sample.megabytes)),
  },
  n: count,
  rounds: megabytes,
});
