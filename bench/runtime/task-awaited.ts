/** What a recorded task costs when each is awaited before the next is called. */
import { median, print } from "../measure/figure.js";
import { withFolder, withNewStore } from "../measure/folder.js";
import { inTurns } from "../measure/rounds.js";
import { measure } from "../measure/subject.js";

interface Report {
  seconds: number;
  cpuSeconds: number;
}

const count = 20_000;
const rounds = 5;

const samples = await inTurns(rounds, {
  millrace: () =>
    withNewStore((env) =>
      measure<Report>(new URL("subjects/awaited.ts", import.meta.url), { args: [count], env }),
    ),
  "sqlite-row": () =>
    withFolder((folder) =>
      measure<{ seconds: number }>(new URL("subjects/sqlite-row.ts", import.meta.url), {
        args: [folder, count, 1_000],
      }),
    ),
});

const microseconds = (name: keyof typeof samples) =>
  samples[name].map(({ seconds }) => (seconds * 1e6) / count);
const ofTask = microseconds("millrace");
print({
  bench: "task-awaited",
  figure: "us_per_task",
  value: median(ofTask),
  budget: 50,
  baseline: { name: "sqlite-row", value: median(microseconds("sqlite-row")) },
  n: count,
  rounds: ofTask,
});

const cpu = samples.millrace.map(({ cpuSeconds }) => (cpuSeconds * 1e6) / count);
print({
  bench: "task-awaited",
  figure: "cpu_us_per_task",
  value: median(cpu),
  n: count,
  rounds: cpu,
});
