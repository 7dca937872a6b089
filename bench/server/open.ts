/**
 * How soon there is something to see: from opening a file to its first graph, before the workspace is
 * indexed, and until all flows of 1,500 files are known. Both from when the server is up.
 */
import { median, print } from "../measure/figure.js";
import { withFolder } from "../measure/folder.js";
import { timed } from "../measure/time.js";
import { Editor } from "./subjects/editor.js";
import { FLOWS, flowFile, writeWorkspace } from "./subjects/workspace.js";

const rounds = 5;

await withFolder(async (folder) => {
  writeWorkspace(folder);
  const first: number[] = [];
  const indexed: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await using opening = new Editor(folder);
    await opening.initialize();
    first.push(
      await timed(async () => {
        await opening.initialized();
        const uri = await opening.open(flowFile(150));
        const answer = await opening.ask<{ graph: { flows: unknown[] } }>("millrace/graph", {
          uri,
        });
        if (answer.graph.flows.length !== 1) throw new Error("the first graph is not there");
      }),
    );
    await using indexing = new Editor(folder);
    await indexing.initialize();
    const before = indexing.cpuMilliseconds();
    indexed.push(
      await timed(async () => {
        await indexing.initialized();
        const flows = await indexing.ask<unknown[]>("millrace/flows");
        if (flows.length !== FLOWS) throw new Error(`${flows.length} flows were found`);
      }),
    );
    const after = indexing.cpuMilliseconds();
    if (before !== undefined && after !== undefined) cpu.push(after - before);
  }
  const bench = "language-server-open";
  print({ bench, figure: "ms_to_first_graph", value: median(first), budget: 300, rounds: first });
  print({
    bench,
    figure: "ms_to_index",
    value: median(indexed),
    budget: 2_000,
    rounds: indexed,
    n: 1_500,
  });
  if (cpu.length > 0) {
    print({ bench, figure: "cpu_ms_to_index", value: median(cpu), rounds: cpu, n: 1_500 });
  }
});
