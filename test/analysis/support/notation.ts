import type { Edge, FlowGraph, Node } from "@millrace/protocol";

/**
 * A graph in one line a thing, close to the notation of the pattern catalogue:
 *
 *   A            a task that always runs once      A?   maybe     A!   never
 *   A*  A+       any number of times, at least once
 *   loop{A B}    a loop, map, branch or try around nodes (`if`, `try`, `loop`, `map`)
 *   A -> B       data   A .> B  order   A => B  wait   A -c-> B  control   A -e-> B  error
 *   -> [.x]      path of the part that flows; `@k` where it arrives; `~` derived; `?` maybe;
 *   `^` carried to the next pass of a loop; `|` after any one of several
 */
export function notation(graph: FlowGraph): string[] {
  const name = namer(graph);
  const nodes = graph.nodes.filter((node) => node.kind !== "param" && node.kind !== "return");
  const top = nodes.filter((node) => !node.group).map((node) => drawn(node, nodes, name));
  const edges = graph.edges.map((edge) => drawnEdge(edge, name)).sort();
  return [top.join(" "), ...edges];
}

function drawn(node: Node, nodes: readonly Node[], name: (id: string) => string): string {
  const inner = nodes.filter((each) => each.group === node.id);
  const head = name(node.id) + mark(node);
  if (inner.length === 0) return head;
  return `${head}{${inner.map((each) => drawn(each, nodes, name)).join(" ")}}`;
}

function mark(node: Node): string {
  if (node.certainty === "unreachable") return "!";
  if (node.kind === "branch" || node.kind === "try") return node.certainty === "maybe" ? "?" : "";
  if (node.kind === "loop" || (node.kind === "map" && !node.task)) {
    return node.certainty === "maybe" ? "?" : "";
  }
  if (node.times === "0..n") return "*";
  if (node.times === "1..n") return "+";
  return node.certainty === "maybe" ? "?" : "";
}

/** The label, with its ordinal only where another node has the same label. */
function namer(graph: FlowGraph): (id: string) => string {
  const base = (node: Node) => {
    if (node.kind === "branch") return "if";
    if (node.kind === "return") return "ret";
    return node.kind === "map" && node.task ? node.label : node.kind === "map" ? "map" : node.label;
  };
  const short = (node: Node) => (node.kind === "loop" ? "loop" : base(node));
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  const ordered = [...graph.nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const node of ordered) counts.set(short(node), (counts.get(short(node)) ?? 0) + 1);
  const seen = new Map<string, number>();
  for (const node of graph.nodes) {
    const label = short(node);
    const ordinal = (seen.get(label) ?? 0) + 1;
    seen.set(label, ordinal);
    names.set(node.id, (counts.get(label) ?? 0) > 1 ? `${label}${ordinal}` : label);
  }
  return (id) => names.get(id) ?? id;
}

const ARROWS = { data: "->", order: ".>", wait: "=>", control: "-c->", error: "-e->" };

function drawnEdge(edge: Edge, name: (id: string) => string): string {
  const path = edge.path ? ` [${edge.path}]` : "";
  const into = edge.into ? ` @${edge.into}` : "";
  const marks = [
    edge.derived ? "~" : "",
    edge.certainty === "maybe" ? "?" : "",
    edge.back ? "^" : "",
    edge.join === "any" ? "|" : "",
  ].join("");
  return `${name(edge.from)} ${ARROWS[edge.kind]} ${name(edge.to)}${path}${into}${marks ? ` ${marks}` : ""}`;
}
