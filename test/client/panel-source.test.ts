import type { FlowGraph, GraphAnswer } from "@millrace/protocol";
import { expect, test } from "vitest";
import { keptFor, panelSource } from "../../client/src/panel/panel-source.js";

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
