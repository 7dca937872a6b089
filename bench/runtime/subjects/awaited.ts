/** One task, called and awaited again and again: what each call costs when nothing overlaps. */
import { flow, task } from "millrace";
import { cpuSeconds, report } from "../../measure/subject.js";

const count = Number(process.argv[2]);
const noop = task((n: number) => n);
const awaited = flow(async () => {
  for (let index = 0; index < count; index += 1) await noop(index);
});

const cpu = cpuSeconds();
const start = performance.now();
await awaited();
report({ seconds: (performance.now() - start) / 1000, cpuSeconds: cpuSeconds() - cpu });
