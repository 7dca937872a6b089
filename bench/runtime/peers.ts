/**
 * Millrace and its peers, asked the same on the same machine, in turns: a recorded task when many are
 * started at once, a recorded task when each is awaited, an empty flow run. What cannot be had here is
 * skipped, and the line says why.
 */
import { median, print, printSkipped } from "../measure/figure.js";
import { withNewStore } from "../measure/folder.js";
import { inTurns } from "../measure/rounds.js";
import { measure } from "../measure/subject.js";
import { prefectVersion, versionOf } from "./peers/cache.js";
import { prefect } from "./peers/prefect.js";
import type { PeerReport } from "./peers/report.js";
import { Unavailable, withPostgres, withRedis } from "./peers/servers.js";

const bench = "peers";
const rounds = 3;
const script = (name: string) => new URL(`peers/${name}.ts`, import.meta.url);

interface Peer {
  version: string;
  /** Tasks a round: as many as take it a second or so. */
  count: number;
  ask(count: number): Promise<PeerReport>;
}

const peers: Record<string, Peer> = {
  dbos: {
    version: versionOf("@dbos-inc/dbos-sdk"),
    count: 1_000,
    ask: (count) => withPostgres((url) => measure(script("dbos"), { args: [url, count] })),
  },
  bullmq: {
    version: versionOf("bullmq"),
    count: 1_000,
    ask: (count) => withRedis((port) => measure(script("bullmq"), { args: [port, count] })),
  },
  prefect: {
    version: prefectVersion,
    count: 100,
    ask: async (count) => JSON.parse(await prefect("prefect_flows.py", [count])) as PeerReport,
  },
};

/** Once before it counts, which also installs what is missing. */
async function canBeHad(name: string, peer: Peer): Promise<boolean> {
  try {
    await peer.ask(10);
    return true;
  } catch (error) {
    const { message } = error as Error;
    printSkipped({ bench, peer: name, version: peer.version }, message);
    // A peer that is here and does not work is a fault of the benchmark.
    if (!(error instanceof Unavailable)) process.exitCode = 1;
    return false;
  }
}

const present: [string, Peer][] = [];
for (const [name, peer] of Object.entries(peers)) {
  if (await canBeHad(name, peer)) present.push([name, peer]);
}

const reports = await inTurns<Record<string, () => Promise<PeerReport>>>(rounds, {
  millrace: () => withNewStore((env) => measure(script("millrace"), { args: [1_000], env })),
  ...Object.fromEntries(present.map(([name, peer]) => [name, () => peer.ask(peer.count)])),
});

const figures = {
  taskMappedMs: "ms_per_task_mapped",
  taskAwaitedMs: "ms_per_task_awaited",
  emptyFlowMs: "ms_per_empty_flow",
} satisfies Record<keyof PeerReport, string>;

for (const [key, figure] of Object.entries(figures) as [keyof PeerReport, string][]) {
  const ours = values("millrace", key);
  print({ bench, peer: "millrace", figure, value: median(ours), n: 1_000, rounds: ours });
  for (const [name, { version, count }] of present) {
    const theirs = values(name, key);
    if (theirs.length === 0) continue;
    const baseline = { name: "millrace", value: median(ours) };
    print({
      bench,
      peer: name,
      version,
      figure,
      value: median(theirs),
      baseline,
      n: count,
      rounds: theirs,
    });
  }
}

function values(name: string, key: keyof PeerReport): number[] {
  return (reports[name] ?? []).flatMap((report) => report[key] ?? []);
}
