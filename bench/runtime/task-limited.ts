/** What a named limit adds to a task: its slot is taken and given back in the file, each in a transaction. */
import { median, print } from "../measure/figure.js";
import { withNewStore } from "../measure/folder.js";
import { inTurns } from "../measure/rounds.js";
import { measure } from "../measure/subject.js";

interface Report {
  seconds: number;
  cpuSeconds: number;
}

const count = 5_000;
const rounds = 5;
const subject = new URL("subjects/limited-task.ts", import.meta.url);

const samples = await inTurns(rounds, {
  limited: () => withNewStore((env) => measure<Report>(subject, { args: [count, "limited"], env })),
  unlimited: () => withNewStore((env) => measure<Report>(subject, { args: [count, "not"], env })),
});

const microseconds = (name: keyof typeof samples) =>
  samples[name].map(({ seconds }) => (seconds * 1e6) / count);
const ofTask = microseconds("limited");
print({
  bench: "task-limited",
  figure: "us_per_task",
  value: median(ofTask),
  baseline: { name: "unlimited", value: median(microseconds("unlimited")) },
  n: count,
  rounds: ofTask,
});

const cpuOf = (name: keyof typeof samples) =>
  samples[name].map(({ cpuSeconds }) => (cpuSeconds * 1e6) / count);
const cpu = cpuOf("limited");
print({
  bench: "task-limited",
  figure: "cpu_us_per_task",
  value: median(cpu),
  baseline: { name: "unlimited", value: median(cpuOf("unlimited")) },
  n: count,
  rounds: cpu,
});
