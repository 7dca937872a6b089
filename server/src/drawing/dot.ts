import type { Edge, FlowGraph, Node } from "@millrace/protocol";
import { type Box, captionOf, EDGE_LABELS, isFrame, pictureOf } from "./picture.js";

/** Flows as one Graphviz graph: frames are clusters, dashed is what happens on some paths only. */
export function toDot(flows: readonly FlowGraph[]): string {
  const lines = [
    "digraph millrace {",
    // Edges may end at a frame, and not only at what stands in it.
    '  graph [rankdir=LR, compound=true, fontname="Helvetica,Arial,sans-serif", fontsize=12]',
    '  node [shape=box, style=rounded, fontname="Helvetica,Arial,sans-serif", fontsize=12]',
    '  edge [fontname="Helvetica,Arial,sans-serif", fontsize=10]',
  ];
  for (const { flow, index, roots, edges } of flows.map(pictureOf)) {
    lines.push(`  subgraph cluster_f${index} {`, `    label=${quoted(flow.name)}`);
    for (const box of roots) lines.push(...boxLines(box, "    "));
    for (const { edge, from, to } of edges) {
      lines.push(`    ${anchorOf(from)} -> ${anchorOf(to)}${edgeAttributes(edge, from, to)}`);
    }
    lines.push("  }");
  }
  lines.push("}");
  return `${lines.join("\n")}\n`;
}

function boxLines(box: Box, indent: string): string[] {
  if (!isFrame(box)) return [`${indent}${box.id} ${nodeAttributes(box.node)}`];
  const style = box.node.certainty === "always" ? "rounded" : '"rounded,dashed"';
  return [
    `${indent}subgraph cluster_${box.id} {`,
    `${indent}  label=${quoted(captionOf(box.node))}; style=${style}`,
    ...box.children.flatMap((child) => boxLines(child, `${indent}  `)),
    `${indent}}`,
  ];
}

/** An edge of a frame starts at the first node inside; `ltail` and `lhead` cut it off at the frame. */
function anchorOf(box: Box): string {
  const [first] = box.children;
  return first ? anchorOf(first) : box.id;
}

const SHAPES: Partial<Record<Node["kind"], string>> = {
  flow: "box3d",
  map: "folder",
  branch: "diamond",
  param: "ellipse",
  return: "ellipse",
};

function nodeAttributes(node: Node): string {
  const shape = SHAPES[node.kind];
  return attributes({
    label: captionOf(node),
    ...(shape ? { shape } : {}),
    ...(node.certainty === "always" ? {} : { style: shape ? "dashed" : "rounded,dashed" }),
    ...(node.certainty === "unreachable" ? { color: "gray", fontcolor: "gray" } : {}),
  });
}

function edgeAttributes(edge: Edge, from: Box, to: Box): string {
  const all = attributes({
    ...(EDGE_LABELS[edge.kind] ? { label: EDGE_LABELS[edge.kind] } : {}),
    ...(edge.certainty === "maybe" ? { style: "dashed" } : {}),
    ...(edge.kind === "error" ? { color: "red" } : {}),
    ...(edge.back ? { constraint: "false" } : {}),
    ...(isFrame(from) ? { ltail: `cluster_${from.id}` } : {}),
    ...(isFrame(to) ? { lhead: `cluster_${to.id}` } : {}),
  });
  return all === "[]" ? "" : ` ${all}`;
}

function attributes(values: Record<string, string>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}=${quoted(value)}`);
  return `[${pairs.join(", ")}]`;
}

/** A quoted string of DOT knows `\"`; a lone backslash would start an escape such as `\n`. */
function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", " ")}"`;
}
