/** Fills a store with a history: many small runs, and one with very many tasks. */
import { flow, task } from "millrace";
import { report } from "../../measure/subject.js";

const [runs, tasks] = process.argv.slice(2).map(Number) as [number, number];
const step = task({ name: "step" }, async (n: number) => ({ n, text: `row ${n}` }));

const small = flow({ name: "small" }, async (run: number) => {
  await step.map(Array.from({ length: 10 }, (_, index) => run + index));
});
const large = flow({ name: "large" }, async () => {
  await step.map(Array.from({ length: tasks }, (_, index) => index));
});

await large();
for (let run = 0; run < runs; run += 1) await small(run);
report({ runs: runs + 1 });
