/** What a hover and the lenses take in a workspace of 1,500 files, right after an edit and without one. */
import { print } from "../measure/figure.js";
import { timed } from "../measure/time.js";
import { withOpenFlow } from "./subjects/open-flow.js";
import { p95 } from "./subjects/percentile.js";
import { flowText } from "./subjects/workspace.js";

const bench = "language-server-features";
const count = 300;

await withOpenFlow(150, async (editor, uri) => {
  const lines = flowText(150).split("\n");
  const call = lines.findIndex((line) => line.includes("const rows = await clean"));
  const parts = lines.indexOf("  const parts = [];");
  const textDocument = { uri };
  const places = {
    hover_task: { line: call, character: 24 },
    hover_retries: { line: lines.findIndex((line) => line.includes("retries")), character: 52 },
  };
  for (const [name, position] of Object.entries(places)) {
    const ask = () => editor.ask("textDocument/hover", { textDocument, position });
    if ((await ask()) === null) throw new Error(`${name}: nothing is said there`);
    print({ bench, figure: `p95_ms_${name}`, value: p95(await each(ask)), budget: 15, n: count });
  }
  const lenses = () => editor.ask("textDocument/codeLens", { textDocument });
  print({ bench, figure: "p95_ms_lens", value: p95(await each(lenses)), budget: 15, n: count });
  const afterEdit: number[] = [];
  for (let i = 0; i < count; i++) {
    await editor.typeLine(uri, parts, `  const parts = [${i}];`);
    afterEdit.push(await timed(lenses));
  }
  print({ bench, figure: "p95_ms_lens_after_edit", value: p95(afterEdit), budget: 15, n: count });
});

async function each(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push(await timed(work));
  return times;
}
