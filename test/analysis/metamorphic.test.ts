import { describe, expect, test } from "vitest";
import { createAnalyzer } from "../../server/src/analysis/index.js";
import { memoryHost } from "./support/memory-host.js";
import { notation } from "./support/notation.js";

/** Ways to write the same flow: each must give the graph of the first. */
const HEAD = `import { flow, task } from "millrace";
export const A = task(async (x?: any): Promise<any> => x);
export const B = task(async (x?: any): Promise<any> => x);
export const C = task(async (...x: any[]): Promise<any> => x);
`;

const flowOf = (body: string, params = "url: string, full = false") =>
  `export const main = flow(async (${params}) => {\n${body}\n});`;

const BODY = `  const a = await A(url);
  let b = B(a.rows);
  if (full) b = C(a, b);
  for (const row of a.rows) await C(row);
  return b;`;

const SAME: Record<string, Record<string, string>> = {
  "names changed": {
    "flow.ts": HEAD + flowOf(BODY.replaceAll(/\ba\b/g, "first").replaceAll(/\brow\b/g, "each")),
  },
  "an unused statement added": {
    "flow.ts": HEAD + flowOf(`  const unused = { a: 1 };\n  console.log(url);\n${BODY}`),
  },
  "a variable inlined and another put in": {
    "flow.ts":
      HEAD +
      flowOf(`  const a = await A(url);
  const rows = a.rows;
  let b = B(rows);
  if (full) b = C(a, b);
  for (const row of rows) { const call = C(row); await call; }
  return b;`),
  },
  "a step in a helper": {
    "flow.ts": `${HEAD}const read = async (from: string) => { const it = await A(from); return it; };
${flowOf(BODY.replace("await A(url)", "await read(url)"))}`,
  },
  "the helper in another file": {
    "flow.ts": `import { flow } from "millrace";
import { B, C } from "./tasks";
import { read } from "./read";
${flowOf(BODY.replace("await A(url)", "await read(url)"))}`,
    "read.ts": `import { A } from "./tasks";
export async function read(from: string) { return A(from); }`,
    "tasks.ts": HEAD,
  },
  "the condition turned round": {
    "flow.ts":
      HEAD + flowOf(BODY.replace("if (full) b = C(a, b);", "if (!full) {} else { b = C(a, b); }")),
  },
  "the flow as a method": {
    "flow.ts": `${HEAD}class Etl { @flow() async main(url: string, full = false) {\n${BODY}\n} }`,
  },
};

function drawn(files: Record<string, string>): string[] {
  const { flows } = createAnalyzer(memoryHost(files)).analyzeFile("/w/flow.ts").graph;
  const lines = flows.flatMap(notation);
  // Whether a condition was negated is no part of the graph's meaning.
  return lines.map((line) => line.replace(/^full -c-> if ~$/, "full -c-> if"));
}

describe("The graph is the same with", () => {
  const original = drawn({ "flow.ts": HEAD + flowOf(BODY) });

  test("a flow that has one at all", () => {
    expect(original).toEqual([
      "A B if{C1?} loop{C2*}",
      "A -> B [.rows]",
      "A -> C1",
      "A -> C2 [.rows[*]]",
      "B -> C1",
      "B -> ret ?",
      "C1 -> ret ?",
      "C2 .> C2 ^",
      "full -c-> if",
      "url -> A",
    ]);
  });

  for (const [change, files] of Object.entries(SAME)) {
    test(change, () => expect(drawn(files)).toEqual(original));
  }
});
