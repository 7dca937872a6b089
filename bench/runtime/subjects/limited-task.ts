/** One task with a limit that is never reached, each call awaited before the next. */
import { flow, task } from "millrace";
import { cpuSeconds, report } from "../../measure/subject.js";

const count = Number(process.argv[2]);
const concurrency = process.argv[3] === "limited" ? { name: "bench", limit: 4 } : undefined;
const noop = task({ ...(concurrency && { concurrency }) }, (n: number) => n);
const awaited = flow(async () => {
  for (let index = 0; index < count; index++) await noop(index);
});

const cpu = cpuSeconds();
const start = performance.now();
await awaited();
report({ seconds: (performance.now() - start) / 1000, cpuSeconds: cpuSeconds() - cpu });
