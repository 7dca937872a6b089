/** Millrace, asked as its peers are. */
import { flow, task } from "millrace";
import { report } from "../../measure/subject.js";
import { eachMs, type PeerReport } from "./report.js";

const count = Number(process.argv[2]);
const noop = task(async (n: number) => n);
const mapped = flow(async () => {
  await noop.map(Array.from({ length: count }, (_, index) => index));
});
const awaited = flow(async () => {
  for (let index = 0; index < count; index += 1) await noop(index);
});
const empty = flow(async () => {});

await empty();
const figures: PeerReport = {
  taskMappedMs: await eachMs(count, () => mapped()),
  taskAwaitedMs: await eachMs(count, () => awaited()),
  emptyFlowMs: await eachMs(100, async () => {
    for (let run = 0; run < 100; run += 1) await empty();
  }),
};
report(figures);
