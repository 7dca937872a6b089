/** DBOS: steps of a workflow, each recorded in PostgreSQL. */

import { report } from "../../measure/subject.js";
import { loadPeer } from "./cache.js";
import { eachMs, type PeerReport } from "./report.js";

interface Dbos {
  DBOS: {
    setConfig(config: object): void;
    launch(): Promise<void>;
    shutdown(): Promise<void>;
    registerWorkflow<Args extends unknown[]>(
      workflow: (...args: Args) => Promise<void>,
      options: { name: string },
    ): (...args: Args) => Promise<void>;
    runStep(step: () => Promise<unknown>, options: { name: string }): Promise<unknown>;
  };
}

const [server, count] = [process.argv[2], Number(process.argv[3])];
const { DBOS } = await loadPeer<Dbos>("@dbos-inc/dbos-sdk");

const noop = (n: number) => DBOS.runStep(async () => n, { name: "noop" });
const mapped = DBOS.registerWorkflow(
  async (steps: number) => {
    await Promise.all(Array.from({ length: steps }, (_, index) => noop(index)));
  },
  { name: "mapped" },
);
const awaited = DBOS.registerWorkflow(
  async (steps: number) => {
    for (let index = 0; index < steps; index += 1) await noop(index);
  },
  { name: "awaited" },
);
const empty = DBOS.registerWorkflow(async () => {}, { name: "empty" });

DBOS.setConfig({ name: "bench", systemDatabaseUrl: `${server}/bench`, logLevel: "error" });
await DBOS.launch();
await empty();
const figures: PeerReport = {
  taskMappedMs: await eachMs(count, () => mapped(count)),
  taskAwaitedMs: await eachMs(count, () => awaited(count)),
  emptyFlowMs: await eachMs(100, async () => {
    for (let run = 0; run < 100; run += 1) await empty();
  }),
};
await DBOS.shutdown();
report(figures);
