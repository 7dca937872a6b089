import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createAnalyzer } from "../../server/src/analysis/index.js";
import { catalogue } from "./catalogue/index.js";
import { sourceOf } from "./support/forms.js";
import { memoryHost } from "./support/memory-host.js";

const EVERY = 7;

/** Half-typed code at every position: no throw, and never fewer nodes than the last good graph had. */
function typeThrough(text: string, from = 1): void {
  const host = memoryHost({ "flow.ts": text });
  const analyzer = createAnalyzer(host);
  const show = (now: string) => {
    host.write("flow.ts", now);
    analyzer.invalidate(["/w/flow.ts"]);
    const { graph, stale } = analyzer.analyzeFile("/w/flow.ts");
    return { stale, nodes: graph.flows.reduce((sum, flow) => sum + flow.nodes.length, 0) };
  };
  const whole = show(text).nodes;
  for (let end = text.length - 1; end > from; end -= EVERY) {
    const cut = show(text.slice(0, end));
    if (cut.stale) expect(cut.nodes).toBeGreaterThanOrEqual(whole);
    else show(text);
  }
}

describe("Code cut off anywhere", () => {
  const [first, ...others] = Object.values(catalogue)
    .flat()
    // The one pattern whose whole text does not parse has no last good graph.
    .filter((row) => row.id !== "P102");

  test(`${first?.id} from its first character`, () => {
    if (first) typeThrough(sourceOf(first, "wrapper"));
  });

  for (const row of others) {
    test(`${row.id} ${row.body}`, () => {
      const text = sourceOf(row, "wrapper");
      typeThrough(text, text.indexOf("export const main"));
    });
  }

  const examples = new URL("../../examples/flows/", import.meta.url);
  for (const name of readdirSync(examples).filter((each) => each.endsWith(".ts"))) {
    test(name, () => typeThrough(readFileSync(new URL(name, examples), "utf8")));
  }
});
