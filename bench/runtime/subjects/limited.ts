/** The same list through p-limit: it bounds how many run at once and records nothing. */
import { peakMegabytes, report } from "../../measure/subject.js";
import { loadPeer } from "../peers/cache.js";

interface PLimit {
  default(concurrency: number): <T>(work: () => T) => Promise<Awaited<T>>;
}

const count = Number(process.argv[2]);
const { default: pLimit } = await loadPeer<PLimit>("p-limit");
const limit = pLimit(1000);

const start = performance.now();
await Promise.all(Array.from({ length: count }, (_, index) => limit(() => index)));
report({ seconds: (performance.now() - start) / 1000, megabytes: peakMegabytes() });
