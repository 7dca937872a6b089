import { describe, expect, test } from "vitest";
import { createAnalyzer } from "../../server/src/analysis/index.js";
import { catalogue } from "./catalogue/index.js";
import { sourceOf } from "./support/forms.js";
import { memoryHost } from "./support/memory-host.js";

const EVERY = 7;
/** Every pattern with `MILLRACE_ALL=1`; otherwise one in so many, the same ones each time. */
const SAMPLE = process.env.MILLRACE_ALL ? 1 : 9;

/** Half-typed code: no throw, and never fewer nodes than the last good graph had (examples: test/oracle). */
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

  for (const row of others.filter((_, index) => index % SAMPLE === 0)) {
    test(`${row.id} ${row.body}`, () => {
      const text = sourceOf(row, "wrapper");
      typeThrough(text, text.indexOf("export const main"));
    });
  }
});
