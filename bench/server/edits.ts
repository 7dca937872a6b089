/**
 * What typing costs in a workspace of 1,500 files: from a change to `millrace/graphChanged`, without
 * the debounce; and the server's memory, after 1,000 edits and whether it still grows.
 */
import { print, printSkipped } from "../measure/figure.js";
import { timed } from "../measure/time.js";
import { DEBOUNCE, type Editor } from "./subjects/editor.js";
import { withOpenFlow } from "./subjects/open-flow.js";
import { p95 } from "./subjects/percentile.js";
import { flowText } from "./subjects/workspace.js";

const bench = "language-server-edits";
const timedEdits = 100;
const edits = 1_000;

await withOpenFlow(150, async (editor, uri) => {
  const line = lineOf(flowText(150), "  const parts = [];");

  const inFlow: number[] = [];
  const cpuBefore = editor.cpuMilliseconds();
  for (let i = 0; i < timedEdits; i++) {
    const parts = i % 2 === 0 ? "[load150([])]" : "[]";
    inFlow.push(
      await untilGraphChanged(editor, uri, () =>
        editor.typeLine(uri, line, `  const parts = ${parts};`),
      ),
    );
  }
  print({
    bench,
    figure: "p95_ms_change_to_graph_changed",
    value: p95(inFlow),
    budget: 25,
    n: timedEdits,
  });

  const cpuAfter = editor.cpuMilliseconds();
  if (cpuBefore !== undefined && cpuAfter !== undefined) {
    const value = (cpuAfter - cpuBefore) / timedEdits;
    print({ bench, figure: "cpu_ms_per_edit", value, n: timedEdits });
  }

  // A task that flows of other files call: they change with it.
  const tasks = await editor.open("src/tasks/area0/tasks150.ts");
  const elsewhere: number[] = [];
  for (let i = 0; i < timedEdits / 4; i++) {
    elsewhere.push(
      await untilGraphChanged(editor, uri, () =>
        editor.typeLine(tasks, 9, `  { name: "extract-${i}", retries: ${i} },`),
      ),
    );
  }
  print({
    bench,
    figure: "p95_ms_change_of_task_to_graph_changed",
    value: p95(elsewhere),
    n: elsewhere.length,
  });

  const memory: number[] = [];
  for (let i = 0; i < edits; i++) {
    await editor.typeLine(uri, line, `  const parts = [load150([]), ${i}];`);
    await editor.ask("millrace/graph", { uri });
    const megabytes = editor.megabytes();
    if ((i + 1) % (edits / 4) === 0 && megabytes !== undefined) memory.push(megabytes);
  }
  const last = memory.at(-1);
  const middle = memory[1];
  if (last === undefined || middle === undefined) {
    printSkipped({ bench, figure: "rss_mb" }, "this system does not tell a process's memory");
    return;
  }
  print({ bench, figure: "rss_mb_after_1000_edits", value: last, budget: 300, n: edits });
  print({
    bench,
    figure: "rss_mb_grown_in_last_500",
    value: Math.max(0, last - middle),
    budget: 20,
    n: edits / 2,
  });
});

/** Milliseconds from an edit until the server tells of the flow's new graph, without the debounce. */
async function untilGraphChanged(
  editor: Editor,
  uri: string,
  edit: () => Promise<void>,
): Promise<number> {
  const told = editor.graphChanged(uri);
  const took = await timed(async () => {
    await edit();
    await told;
  });
  return took - DEBOUNCE;
}

function lineOf(text: string, line: string): number {
  const found = text.split("\n").indexOf(line);
  if (found === -1) throw new Error(`no line ${line}`);
  return found;
}
