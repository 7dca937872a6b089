import type { Edge, EdgeExplanation, EdgeRef, FlowGraph, FlowKey, Node } from "@millrace/protocol";
import type { Codebase } from "./codebase.js";
import type { Source } from "./source.js";

/** Why an edge is in the graph: a sentence, and the places in the source that make it so. */
export function computeEdgeExplanation(
  source: Source,
  flowKey: FlowKey,
  { from, to, kind }: EdgeRef,
  codebase: Pick<Codebase, "source">,
): EdgeExplanation | null {
  const flow = source.analysis.graph.flows.find(({ key }) => key === flowKey);
  const edge = flow?.edges.find((one) => one.from === from && one.to === to && one.kind === kind);
  if (!flow || !edge) return null;
  const evidence = edge.evidence.map(({ start, end, file = source.file }) => ({
    location: { file, range: { start, end } },
    code: codebase.source(file)?.line(start.line) ?? "",
  }));
  return { text: explained(edge, flow), evidence };
}

/** Why the edge is there, in a sentence. */
export function explained(edge: Edge, flow: FlowGraph): string {
  const from = nameOf(edge.from, flow);
  const to = nameOf(edge.to, flow);
  return `${sentences[edge.kind](edge, from, to)}${doubt(edge)}.`;
}

const sentences: Record<Edge["kind"], (edge: Edge, from: string, to: string) => string> = {
  data: (edge, from, to) => {
    const into = edge.into ? ` as \`${edge.into}\`` : "";
    const verb = to === "the result" ? "is returned" : `goes into ${to}`;
    if (edge.back) return `${what(edge, from)} ${verb}${into} in the next pass of the loop`;
    return `${what(edge, from)} ${verb}${into}`;
  },
  order: (edge, from, to) => {
    if (edge.join === "any") return `${to} starts once ${from}, or one of the others, has finished`;
    const pass = edge.back ? ", in the next pass of the loop" : "";
    return `${to} starts after ${from} has finished: it is awaited before${pass}`;
  },
  wait: (_, from, to) => `${to} waits for ${from} to finish, without using its result`,
  control: (edge, from, to) => `${what(edge, from)} decides whether ${to} runs`,
  error: (_, from, to) => `${to} runs when ${from} fails`,
};

/** The value that makes the edge. */
function what({ derived, path }: Edge, from: string): string {
  if (derived) return `A value computed from ${from}`;
  if (path) return `\`${path.replace(/^\./, "")}\` of ${from}`;
  return from.startsWith("parameter") ? capital(from) : `The result of ${from}`;
}

function doubt({ certainty, kind }: Edge): string {
  return certainty === "maybe" && kind !== "error" ? ", on some paths only" : "";
}

function nameOf(id: string, { nodes, params }: FlowGraph): string {
  const node = nodes.find((one) => one.id === id);
  if (!node) return `\`${id}\``;
  const parameter = node.kind === "param" && params.some(({ name }) => name === node.label);
  if (parameter) return `parameter \`${node.label}\``;
  return spoken(node);
}

function spoken({ kind, label }: Node): string {
  switch (kind) {
    case "return":
      return "the result";
    case "branch":
      return "this branch";
    case "loop":
      return "this loop";
    case "try":
      return "this block";
    default:
      return `\`${label}\``;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
