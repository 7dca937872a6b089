import type { FlowGraph, GraphAnswer } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import { keptFor, nodeAt, panelSource } from "../../client/src/panel/panel-source.js";
import { drawn } from "./support/drawn.js";

const place = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };

const flow = (name: string): FlowGraph => ({
  key: `flows/a.ts:${name}`,
  name,
  exportName: name,
  location: place,
  params: [],
  nodes: [],
  edges: [],
  incomplete: [],
});

const answer = (...flows: FlowGraph[]): GraphAnswer => ({
  graph: { version: 1, language: "typescript", file: "/w/flows/a.ts", flows, diagnostics: [] },
  version: 1,
});

const gone = flow("gone");

test.each([
  ["in a file that has others", answer(flow("other")), ["gone", "other"]],
  ["in a file that has none any more", answer(), ["gone"]],
  ["in a file that is gone as well", null, ["gone"]],
])("a flow that was deleted %s stays on the panel, and says so", (_, now, names) => {
  const kept = keptFor(gone, answer(gone), now);
  const source = panelSource({ answer: kept, flow: gone.key });
  expect(source.graph).toEqual(gone);
  expect(source.flows.map(({ name }) => name)).toEqual(names);
  expect(source.stale?.message).toBe("gone is no longer in a.ts; its run goes on.");
});

test("every further edit starts from the code as it is", () => {
  const first = keptFor(gone, answer(gone), answer(flow("one")));
  const second = keptFor(gone, first, answer(flow("two")));
  expect(second.graph.flows.map(({ name }) => name)).toEqual(["gone", "two"]);
});

describe("a flow that calls one of another file", async () => {
  const composed = await drawn({
    "flow.ts": `import { flow } from "millrace";
import { sub } from "./sub.js";
export const main = flow(async () => { await sub(); });`,
    "sub.ts": `import { flow, task } from "millrace";
const load = task(async () => 1);
export const sub = flow(async () => {
  await load();
});

export const other = flow(async () => { await load(); });`,
  });
  const at = (line: number) => ({
    start: { line, character: 0 },
    end: { line, character: 40 },
  });
  const sub = composed.inside.get("main/sub#1");
  const source = () =>
    panelSource({ answer: composed.root.answer, flow: composed.root.graph.key, drawn: composed });

  test("has the findings in the text of both", () => {
    const finding = (line: number) =>
      ({
        code: "MR1",
        severity: "hint",
        message: `${line}`,
        file: "/w/sub.ts",
        range: at(line),
      }) as const;
    if (sub) sub.answer.graph.diagnostics = [finding(3), finding(6)];
    expect(source().diagnostics?.map(({ message }) => message)).toEqual(["3"]);
  });

  test("says which file cannot be read, and marks what is drawn from there", () => {
    if (sub) sub.answer.stale = { message: "This does not parse.", range: at(3) };
    expect(source().stale).toEqual({
      message: "sub.ts: This does not parse.",
      location: { file: "/w/sub.ts", range: at(3) },
      nodes: ["main/sub#1/sub/load#1"],
    });
  });

  test("has the node that the cursor is in, in whichever file", () => {
    const found = (file: string, line: number, character: number) =>
      nodeAt(composed.graph, "/w/flow.ts", file, { line, character });
    expect(found("/w/flow.ts", 2, 47)).toBe("main/sub#1");
    expect(found("/w/sub.ts", 3, 9)).toBe("main/sub#1/sub/load#1");
    expect(found("/w/sub.ts", 6, 49)).toBeUndefined();
    expect(found("/w/flow.ts", 3, 9)).toBeUndefined();
  });
});
