/** A flow that does nothing, run again and again: each run is in the file before the next begins. */
import { flow } from "millrace";
import { report } from "../../measure/subject.js";

const count = Number(process.argv[2]);
const empty = flow(async () => {});

const before = performance.now();
await empty();
const first = performance.now() - before;

const start = performance.now();
for (let index = 0; index < count; index += 1) await empty();
report({ firstMs: first, seconds: (performance.now() - start) / 1000 });
