/** One task, mapped over a list in one call: the most a recorded run can be asked for at once. */
import { flow, task } from "millrace";
import { cpuSeconds, peakMegabytes, report } from "../../measure/subject.js";

const count = Number(process.argv[2]);
const noop = task((n: number) => n);
const mapped = flow(async () => {
  await noop.map(Array.from({ length: count }, (_, index) => index));
});

const cpu = cpuSeconds();
const start = performance.now();
await mapped();
report({
  seconds: (performance.now() - start) / 1000,
  cpuSeconds: cpuSeconds() - cpu,
  megabytes: peakMegabytes(),
});
