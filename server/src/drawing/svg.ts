import type { Edge, FlowGraph, Node } from "@millrace/protocol";
import { type Layout, layOut, type Point } from "./layout.js";
import { type Box, captionOf, EDGE_LABELS, isFrame, type Picture, pictureOf } from "./picture.js";

const MARGIN = 24;
const TITLE = 32;
const CORNER = 6;

/** Light, and dark where the viewer prefers that. Plain colours: not every viewer knows variables. */
const STYLE = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .small { font-size: 10px; fill: #59636e; }
  .bg { fill: #ffffff; }
  .box { fill: #f6f8fa; stroke: #8c959f; }
  .frame { fill: #6e7781; fill-opacity: 0.07; stroke: #8c959f; }
  .edge { fill: none; stroke: #6e7781; stroke-width: 1.25; }
  .tip { fill: #6e7781; }
  .edge.error { stroke: #cf222e; }
  .tip.error { fill: #cf222e; }
  .maybe { stroke-dasharray: 5 4; }
  .never { opacity: 0.45; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .small { fill: #9198a1; }
    .bg { fill: #0d1117; }
    .box { fill: #161b22; stroke: #6e7681; }
    .edge { stroke: #8b949e; }
    .tip { fill: #8b949e; }
    .edge.error { stroke: #ff7b72; }
    .tip.error { fill: #ff7b72; }
  }`;

/** Flows as a free-standing SVG, one under the other, readable on light and on dark pages. */
export async function toSvg(flows: readonly FlowGraph[]): Promise<string> {
  const pictures = flows.map(pictureOf);
  const layouts = await Promise.all(pictures.map(layOut));
  const width = Math.ceil(Math.max(240, ...layouts.map((one) => one.width)) + 2 * MARGIN);
  let y = MARGIN;
  const parts = pictures.map((picture, i) => {
    const layout = layouts[i] as Layout;
    const drawn = `<g transform="translate(${MARGIN} ${y})">\n${drawPicture(picture, layout)}\n</g>`;
    y += TITLE + Math.ceil(layout.height) + MARGIN;
    return drawn;
  });
  const title = escaped(flows.map(({ name }) => name).join(", ") || "no flows");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" role="img" aria-label="${title}">
<title>${title}</title>
<style>${STYLE}
</style>
<rect class="bg" width="100%" height="100%"/>
${parts.join("\n")}
</svg>
`;
}

function drawPicture(picture: Picture, layout: Layout): string {
  const { flow, roots, edges } = picture;
  const boxes = flattened(roots);
  return [
    `<text class="title" y="14">${escaped(flow.name)}</text>`,
    `<g transform="translate(0 ${TITLE})">`,
    ...boxes.filter(isFrame).map((box) => drawFrame(box, layout)),
    ...edges.map(({ edge }, i) => drawEdge(edge, layout.edges[i])),
    ...boxes.filter((box) => !isFrame(box)).map((box) => drawBox(box, layout)),
    "</g>",
  ].join("\n");
}

function flattened(boxes: readonly Box[]): Box[] {
  return boxes.flatMap((box) => [box, ...flattened(box.children)]);
}

function drawFrame({ id, node }: Box, { boxes }: Layout): string {
  const at = boxes.get(id);
  if (!at) return "";
  const caption = escaped(captionOf(node));
  return `<rect class="${classes("frame", node)}" ${rectangle(at)} rx="${CORNER}"/><text class="small" x="${at.x + 12}" y="${at.y + 21}">${caption}</text>`;
}

function drawBox({ id, node }: Box, { boxes }: Layout): string {
  const at = boxes.get(id);
  if (!at) return "";
  const isRound = node.kind === "param" || node.kind === "return";
  const radius = isRound ? at.height / 2 : CORNER;
  const middle = at.x + at.width / 2;
  const inner =
    node.kind === "flow"
      ? `<rect class="${classes("frame", node)}" ${rectangle(inset(at, 3))} rx="${CORNER - 2}"/>`
      : "";
  const behind =
    node.kind === "map"
      ? `<rect class="${classes("box", node)}" ${rectangle({ ...at, x: at.x + 4, y: at.y + 4 })} rx="${CORNER}"/>`
      : "";
  return `${behind}<rect class="${classes("box", node)}" ${rectangle(at)} rx="${radius}"/>${inner}<text x="${middle}" y="${at.y + at.height / 2 + 4.5}" text-anchor="middle">${escaped(captionOf(node))}</text>`;
}

function drawEdge(edge: Edge, at: Layout["edges"][number] | undefined): string {
  const end = at?.points.at(-1);
  if (!at || !end) return "";
  const kind = edge.kind === "error" ? " error" : "";
  const maybe = edge.certainty === "maybe" ? " maybe" : "";
  const tip = arrow(at.points.at(-2) ?? end, end);
  const label = at.label
    ? `<text class="small" x="${at.label.x}" y="${at.label.y}">${EDGE_LABELS[edge.kind]}</text>`
    : "";
  return `<path class="edge${kind}${maybe}" d="${rounded(at.points)}"/><path class="tip${kind}" d="${tip}"/>${label}`;
}

/** A line through all points, its corners rounded as far as their sides allow. */
function rounded(points: readonly Point[]): string {
  return points
    .map((point, i) => {
      const [before, after] = [points[i - 1], points[i + 1]];
      if (!before) return `M${spot(point)}`;
      if (!after) return `L${spot(point)}`;
      const start = towards(point, before);
      const end = towards(point, after);
      return `L${spot(start)}Q${spot(point)} ${spot(end)}`;
    })
    .join("");
}

function spot({ x, y }: Point): string {
  return `${Number(x.toFixed(1))} ${Number(y.toFixed(1))}`;
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const part = Math.min(CORNER, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

/** A small triangle that ends where the edge ends. */
function arrow(before: Point, { x, y }: Point): string {
  const length = Math.hypot(x - before.x, y - before.y) || 1;
  const [dx, dy] = [(x - before.x) / length, (y - before.y) / length];
  const [backX, backY] = [x - 7 * dx, y - 7 * dy];
  const [left, right] = [
    { x: backX - 3.5 * dy, y: backY + 3.5 * dx },
    { x: backX + 3.5 * dy, y: backY - 3.5 * dx },
  ];
  return `M${spot({ x, y })}L${spot(left)}L${spot(right)}Z`;
}

function classes(name: string, { certainty }: Node): string {
  if (certainty === "always") return name;
  return `${name} maybe${certainty === "unreachable" ? " never" : ""}`;
}

interface Rectangle extends Point {
  width: number;
  height: number;
}

function rectangle({ x, y, width, height }: Rectangle): string {
  return `x="${x}" y="${y}" width="${width}" height="${height}"`;
}

function inset({ x, y, width, height }: Rectangle, by: number): Rectangle {
  return { x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by };
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML allows no control characters, not even escaped. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
  );
}
