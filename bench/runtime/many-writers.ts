/**
 * Eight processes record into one file at once, beside one that records as much alone: what waiting
 * for one another costs. All of them must end well.
 */
import { median, print } from "../measure/figure.js";
import { withNewStore } from "../measure/folder.js";
import { inTurns } from "../measure/rounds.js";
import { measure } from "../measure/subject.js";
import { timed } from "../measure/time.js";

const writers = 8;
const tasksEach = 5_000;
const rounds = 3;
const total = writers * tasksEach;

const run = (count: number, env: Record<string, string>) =>
  measure(new URL("subjects/mapped.ts", import.meta.url), { args: [count], env });

const { together, alone } = await inTurns(rounds, {
  together: () =>
    withNewStore((env) =>
      timed(() => Promise.all(Array.from({ length: writers }, () => run(tasksEach, env)))),
    ),
  alone: () => withNewStore((env) => timed(() => run(total, env))),
});

print({
  bench: "many-writers",
  figure: "ms_eight_processes",
  value: median(together),
  baseline: { name: "one-process", value: median(alone) },
  n: total,
  rounds: together,
});
