/** BullMQ: jobs in Redis, worked off in this process. It has no flow run that could be empty. */
import { report } from "../../measure/subject.js";
import { loadPeer } from "./cache.js";
import { eachMs, type PeerReport } from "./report.js";

interface Job {
  waitUntilFinished(events: object): Promise<unknown>;
}
interface Closable {
  close(): Promise<void>;
  waitUntilReady(): Promise<unknown>;
}
interface BullMq {
  Queue: new (
    name: string,
    options: object,
  ) => Closable & {
    add(name: string, data: object): Promise<Job>;
    addBulk(jobs: { name: string; data: object }[]): Promise<Job[]>;
  };
  QueueEvents: new (name: string, options: object) => Closable;
  Worker: new (
    name: string,
    work: (job: { data: { n: number } }) => Promise<number>,
    options: object,
  ) => Closable & { on(event: "completed", listener: () => void): void };
}

const [port, count] = [Number(process.argv[2]), Number(process.argv[3])];
const { Queue, QueueEvents, Worker } = await loadPeer<BullMq>("bullmq");
const connection = { host: "127.0.0.1", port, maxRetriesPerRequest: null };

const queue = new Queue("bench", { connection });
const events = new QueueEvents("bench", { connection });
const worker = new Worker("bench", async ({ data }) => data.n, { connection, concurrency: 100 });
let onCompleted: () => void = () => {};
worker.on("completed", () => onCompleted());
await Promise.all([queue.waitUntilReady(), events.waitUntilReady(), worker.waitUntilReady()]);
await (await queue.add("noop", { n: 0 })).waitUntilFinished(events);

const figures: PeerReport = {
  taskMappedMs: await eachMs(count, async () => {
    let left = count;
    const done = new Promise<void>((resolve) => {
      onCompleted = () => {
        left -= 1;
        if (left === 0) resolve();
      };
    });
    await queue.addBulk(Array.from({ length: count }, (_, n) => ({ name: "noop", data: { n } })));
    await done;
  }),
  taskAwaitedMs: await eachMs(count, async () => {
    for (let n = 0; n < count; n += 1) {
      await (await queue.add("noop", { n })).waitUntilFinished(events);
    }
  }),
};
await Promise.all([worker.close(), queue.close(), events.close()]);
report(figures);
