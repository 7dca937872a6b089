import type { FlowGraph } from "@millrace/protocol";
import { type Box, captionOf, EDGE_LABELS, isFrame, pictureOf } from "./picture.js";

/** Flows as one Mermaid flowchart, for READMEs and issues: dotted edges lie on some paths only. */
export function toMermaid(flows: readonly FlowGraph[]): string {
  const pictures = flows.map(pictureOf);
  const lines = ["flowchart LR"];
  for (const { flow, index, roots, edges } of pictures) {
    const many = pictures.length > 1;
    const indent = many ? "    " : "  ";
    if (many) lines.push(`  subgraph f${index}[${quoted(flow.name)}]`);
    for (const box of roots) lines.push(...boxLines(box, indent));
    for (const { edge, from, to } of edges) {
      const arrow = edge.certainty === "maybe" ? "-.->" : "-->";
      const label = EDGE_LABELS[edge.kind];
      lines.push(`${indent}${from.id} ${arrow}${label && `|${label}|`} ${to.id}`);
    }
    if (many) lines.push("  end");
  }
  const doubtful = pictures.flatMap(({ roots }) => doubtfulIn(roots));
  if (doubtful.length > 0) {
    lines.push("  classDef maybe stroke-dasharray:4 3", `  class ${doubtful.join(",")} maybe`);
  }
  return `${lines.join("\n")}\n`;
}

function boxLines(box: Box, indent: string): string[] {
  if (!isFrame(box)) return [`${indent}${box.id}${shape(box)}`];
  return [
    `${indent}subgraph ${box.id}[${quoted(captionOf(box.node))}]`,
    ...box.children.flatMap((child) => boxLines(child, `${indent}  `)),
    `${indent}end`,
  ];
}

function shape({ node }: Box): string {
  const text = quoted(captionOf(node));
  switch (node.kind) {
    case "flow":
      return `[[${text}]]`;
    case "branch":
      return `{${text}}`;
    case "param":
    case "return":
      return `([${text}])`;
    case "map":
      return `[/${text}/]`;
    default:
      return `[${text}]`;
  }
}

function doubtfulIn(boxes: readonly Box[]): string[] {
  return boxes.flatMap((box) => [
    ...(box.node.certainty === "always" ? [] : [box.id]),
    ...doubtfulIn(box.children),
  ]);
}

/** Mermaid's own escapes: a name may hold anything. */
function quoted(text: string): string {
  const escaped = text.replace(/[^\p{L}\p{N} _.,:/()*+=×-]/gu, (c) => `#${c.codePointAt(0)};`);
  return `"${escaped}"`;
}
