/** Sources in, the composed graph as text out. */
import type { FlowGraph, GraphAnswer } from "@millrace/protocol";
import { type ComposedFlow, composedFlow } from "../../../client/src/panel/composed-flow.js";
import { createAnalyzer } from "../../../server/src/analysis/index.js";
import { memoryHost } from "../../analysis/support/memory-host.js";

/** The graphs of files, as the language server answers them; its URIs are paths here. */
export function answersOf(files: Record<string, string>) {
  const analyzer = createAnalyzer(memoryHost(files));
  return (uri: string): GraphAnswer | null =>
    files[uri.slice("/w/".length)] === undefined
      ? null
      : { graph: analyzer.analyzeFile(uri).graph, version: null };
}

/** The flow `main` of `flow.ts`, with the flows that it calls. */
export async function drawn(files: Record<string, string>): Promise<ComposedFlow> {
  const answers = answersOf(files);
  const answer = answers("/w/flow.ts");
  const graph = answer?.graph.flows.find(({ exportName }) => exportName === "main");
  if (!answer || !graph) throw new Error("no flow `main` in flow.ts");
  const root = { uri: "/w/flow.ts", answer, graph };
  return await composedFlow(root, {
    graph: async (uri) => answers(uri),
    uriOf: (file) => file,
  });
}

const TIMES = { "1": "", "0..1": "?", "0..n": "*", "1..n": "+" };

/**
 * A node a line, members under their group: `load?` may not run, `load*` any number of times.
 * Parameters and results are left out.
 */
export function outline({ nodes }: FlowGraph, group?: string, depth = 0): string[] {
  return nodes
    .filter((node) => node.group === group && node.kind !== "param" && node.kind !== "return")
    .flatMap((node) => [
      `${"  ".repeat(depth)}${node.label}${TIMES[node.times]}`,
      ...outline({ nodes } as FlowGraph, node.id, depth + 1),
    ]);
}

/** Edges by labels: `load > clean`, ends in a group after its label and a slash. */
export function lines({ nodes, edges }: FlowGraph): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const path = (id: string): string => {
    const node = byId.get(id);
    if (!node) return `(${id})`;
    return node.group === undefined ? node.label : `${path(node.group)}/${node.label}`;
  };
  return edges.map(({ from, to }) => `${path(from)} > ${path(to)}`);
}
