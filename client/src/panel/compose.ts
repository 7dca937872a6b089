/**
 * A flow's graph with the flows that it calls drawn in: the call of a subflow becomes a group, and
 * the subflow's nodes its members, their ids after the call's and a slash. Pure.
 */
import type { Edge, FlowGraph, GraphAnswer, Node, NodeId } from "@millrace/protocol";

/** Calls within calls that are drawn; a deeper one stays a plain node. */
const DEEPEST = 8;
/** A flow that calls another twice, which calls another twice, grows beyond all bounds. */
const MOST_NODES = 5_000;

/** A flow, and the answer about its document that it is from. */
export interface FlowSource {
  uri: string;
  answer: GraphAnswer;
  graph: FlowGraph;
}

/** What a node of the composed graph is in the graph that it comes from. */
export interface Origin {
  source: FlowSource;
  node: Node;
  /** What stands before the node's own id: nothing, or the id of a call and a slash. */
  prefix: string;
}

export interface Composition {
  graph: FlowGraph;
  origins: ReadonlyMap<NodeId, Origin>;
  /** The flow drawn inside of a call; that of the flow itself under the empty id. */
  inside: ReadonlyMap<NodeId, FlowSource>;
}

/** A flow to be drawn, and what stands around it. */
interface Drawing {
  source: FlowSource;
  call: Node | undefined;
  /** The flows around it and itself: a flow that calls one of them stops there. */
  flows: readonly FlowGraph["key"][];
}

/** @param called the flow behind a call; undefined where it is none, or nobody can tell */
export function compose(
  root: FlowSource,
  called: (node: Node) => FlowSource | undefined,
): Composition {
  const origins = new Map<NodeId, Origin>();
  const inside = new Map<NodeId, FlowSource>([["", root]]);
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  const queue: Drawing[] = [{ source: root, call: undefined, flows: [nameOf(root)] }];
  for (const drawing of queue) {
    const { source, call, flows } = drawing;
    if (call && nodes.length + source.graph.nodes.length > MOST_NODES) continue;
    if (call) inside.set(call.id, source);
    const prefix = call ? `${call.id}/` : "";
    const file = foreignFile(source, root);
    for (const node of source.graph.nodes) {
      const drawn = call ? member(node, call, prefix, file) : node;
      nodes.push(drawn);
      origins.set(drawn.id, { source, node, prefix });
      const subflow = flows.length <= DEEPEST ? called(node) : undefined;
      if (!subflow || flows.includes(nameOf(subflow)) || !hasSteps(subflow.graph)) continue;
      queue.push({ source: subflow, call: drawn, flows: [...flows, nameOf(subflow)] });
    }
    for (const edge of source.graph.edges) edges.push(call ? within(edge, prefix, file) : edge);
  }
  const incomplete = unseenIn(inside.values(), root);
  return { graph: { ...root.graph, nodes, edges, incomplete }, origins, inside };
}

/** What the analysis of any of the flows did not see through: once, however often the flow is drawn. */
function unseenIn(sources: Iterable<FlowSource>, root: FlowSource): FlowGraph["incomplete"] {
  const flows = new Map([...sources].map((source) => [nameOf(source), source]));
  return [...flows.values()].flatMap((source) => {
    const file = foreignFile(source, root);
    return source.graph.incomplete.map((place) => ({ ...(file && { file }), ...place }));
  });
}

/** Keys name a flow in its package: there may be others of that name. */
function nameOf({ uri, graph }: FlowSource): string {
  return `${uri} ${graph.key}`;
}

/** The file to name where it is not that of the flow shown. */
function foreignFile({ answer }: FlowSource, root: FlowSource): string | undefined {
  const { file } = answer.graph;
  return file === root.answer.graph.file ? undefined : file;
}

/** Parameters and a result alone tell nothing that the call does not. */
function hasSteps({ nodes }: FlowGraph): boolean {
  return nodes.some(({ kind }) => kind !== "param" && kind !== "return");
}

function member(node: Node, call: Node, prefix: string, file: string | undefined): Node {
  const drawn: Node = {
    ...node,
    id: prefix + node.id,
    group: node.group === undefined ? call.id : prefix + node.group,
    certainty: weaker(call.certainty, node.certainty),
    times: product(call.times, node.times),
  };
  if (node.exclusive !== undefined) drawn.exclusive = prefix + node.exclusive;
  if (file !== undefined) drawn.file ??= file;
  return drawn;
}

function within(edge: Edge, prefix: string, file: string | undefined): Edge {
  const evidence =
    file === undefined ? edge.evidence : edge.evidence.map((place) => ({ file, ...place }));
  return { ...edge, from: prefix + edge.from, to: prefix + edge.to, evidence };
}

const DOUBTS: readonly Node["certainty"][] = ["always", "maybe", "unreachable"];

/** What is in a call that may not happen may not happen either. */
function weaker(call: Node["certainty"], own: Node["certainty"]): Node["certainty"] {
  return DOUBTS.indexOf(call) > DOUBTS.indexOf(own) ? call : own;
}

function product(call: Node["times"], own: Node["times"]): Node["times"] {
  const least = call.startsWith("1") && own.startsWith("1") ? "1" : "0";
  const many = call.endsWith("n") || own.endsWith("n");
  if (least === "1") return many ? "1..n" : "1";
  return many ? "0..n" : "0..1";
}
