/**
 * How soon there is something to see: from opening a file to its first graph, before the workspace is
 * indexed, and until all flows of 1,500 files are known. Both from when the server is up.
 */
import { median, print } from "../measure/figure.js";
import { withFolder } from "../measure/folder.js";
import { inTurns } from "../measure/rounds.js";
import { measure } from "../measure/subject.js";
import { timed } from "../measure/time.js";
import { Editor } from "./subjects/editor.js";
import { FLOWS, flowFile, writeWorkspace } from "./subjects/workspace.js";

const bench = "language-server-open";
const rounds = 5;

await withFolder(async (folder) => {
  writeWorkspace(folder);
  const { first, indexed, parsed } = await inTurns(rounds, {
    first: () => firstGraph(folder),
    indexed: () => index(folder),
    parsed: () =>
      measure<{ milliseconds: number; cpu: number }>(
        new URL("./subjects/parse.ts", import.meta.url),
        { args: [folder] },
      ),
  });
  print({ bench, figure: "ms_to_first_graph", value: median(first), budget: 300, rounds: first });
  const took = indexed.map(({ milliseconds }) => milliseconds);
  print({
    bench,
    figure: "ms_to_index",
    value: median(took),
    budget: 2_000,
    baseline: {
      name: "TypeScript's parser alone",
      value: median(parsed.map(({ milliseconds }) => milliseconds)),
    },
    rounds: took,
    n: 1_500,
  });
  const cpu = indexed.flatMap((each) => each.cpu ?? []);
  if (cpu.length === 0) return;
  print({
    bench,
    figure: "cpu_ms_to_index",
    value: median(cpu),
    baseline: { name: "TypeScript's parser alone", value: median(parsed.map(({ cpu }) => cpu)) },
    rounds: cpu,
    n: 1_500,
  });
});

async function firstGraph(folder: string): Promise<number> {
  await using editor = new Editor(folder);
  await editor.initialize();
  return await timed(async () => {
    await editor.initialized();
    const uri = await editor.open(flowFile(150));
    const answer = await editor.ask<{ graph: { flows: unknown[] } }>("millrace/graph", { uri });
    if (answer.graph.flows.length !== 1) throw new Error("the first graph is not there");
  });
}

async function index(folder: string): Promise<{ milliseconds: number; cpu: number | undefined }> {
  await using editor = new Editor(folder);
  await editor.initialize();
  const before = editor.cpuMilliseconds();
  const milliseconds = await timed(async () => {
    await editor.initialized();
    const flows = await editor.ask<unknown[]>("millrace/flows");
    if (flows.length !== FLOWS) throw new Error(`${flows.length} flows were found`);
  });
  const after = editor.cpuMilliseconds();
  return {
    milliseconds,
    cpu: before === undefined || after === undefined ? undefined : after - before,
  };
}
