/** The graph as a Mermaid flowchart, for READMEs and issues. */
import type { Edge } from "@millrace/protocol";
import { at, type Scene, type SceneNode } from "./scene.js";
import type { Status } from "./status.js";

const CLASSES: Partial<Record<Status, string>> = {
  success: "fill:#dafbe1,stroke:#1a7f37,color:#0a3014",
  cached: "fill:#dafbe1,stroke:#1a7f37,color:#0a3014,stroke-dasharray:3",
  failed: "fill:#ffebe9,stroke:#cf222e,color:#5c0b12",
  crashed: "fill:#fff1e5,stroke:#bc4c00,color:#5c2200",
  running: "fill:#ddf4ff,stroke:#0969da,color:#0a3069",
  retrying: "fill:#fff8c5,stroke:#9a6700,color:#4d2d00",
  upstream: "fill:#f6f8fa,stroke:#6e7781,color:#24292f,stroke-dasharray:4",
  skipped: "fill:#f6f8fa,stroke:#6e7781,color:#57606a",
};

/** `statusOf` gives a node's status, where a run should show; ids are numbers, names are quoted. */
export function toMermaid(scene: Scene, statusOf?: (index: number) => Status): string {
  const lines = ["flowchart LR"];
  const write = (node: SceneNode, indent: string): void => {
    if (!node.open) {
      lines.push(`${indent}n${node.index}${shape(node)}`);
      return;
    }
    lines.push(`${indent}subgraph n${node.index}[${quoted(node.label)}]`);
    for (const child of node.children) write(at(scene.nodes, child), `${indent}  `);
    lines.push(`${indent}end`);
  };
  for (const node of scene.nodes) if (node.parent < 0) write(node, "  ");
  for (const edge of scene.edges) {
    const maybe = edge.certainty === "maybe" || edge.kind === "control" || edge.kind === "error";
    const label = LABELS[edge.kind];
    const arrow = maybe ? "-.->" : "-->";
    lines.push(`  n${edge.from} ${arrow}${label ? `|${label}|` : ""} n${edge.to}`);
  }
  if (statusOf) lines.push(...classLines(scene, statusOf));
  return `${lines.join("\n")}\n`;
}

const LABELS: Record<Edge["kind"], string> = {
  data: "",
  order: "after",
  wait: "wait",
  control: "if",
  error: "on error",
};

function classLines(scene: Scene, statusOf: (index: number) => Status): string[] {
  const members = new Map<Status, string[]>();
  for (const { index } of scene.nodes) {
    const status = statusOf(index);
    if (!CLASSES[status]) continue;
    members.set(status, [...(members.get(status) ?? []), `n${index}`]);
  }
  return [...members].flatMap(([status, names]) => [
    `  classDef ${status} ${CLASSES[status]}`,
    `  class ${names.join(",")} ${status}`,
  ]);
}

function shape({ kind, label }: SceneNode): string {
  const text = quoted(label);
  if (kind === "flow") return `[[${text}]]`;
  if (kind === "branch") return `{${text}}`;
  if (kind === "param" || kind === "return") return `([${text}])`;
  if (kind === "map") return `[/${text}/]`;
  return `[${text}]`;
}

/** Mermaid's own escapes: a name may hold anything. */
function quoted(text: string): string {
  const escaped = text.replace(/[^\p{L}\p{N} _.,:/()*+=-]/gu, (c) => `#${c.codePointAt(0)};`);
  return `"${escaped}"`;
}
