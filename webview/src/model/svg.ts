/** The drawing as a free-standing SVG, from the model: what is culled on screen is in here too. */
import type { Look } from "./describe.js";
import { middleEllipsis, visibleText } from "./format.js";
import { type Placement, roundedPath } from "./geometry.js";
import { at, HEADER, type Scene, type SceneNode } from "./scene.js";
import { STATUSES, type Status, statusWord } from "./status.js";

export interface SvgTheme {
  background: string;
  card: string;
  border: string;
  text: string;
  faint: string;
  status: Record<Status, string>;
  font: string;
}

const MARGIN = 24;
const LEGEND = 40;

export function toSvg(
  scene: Scene,
  placement: Placement,
  lookOf: (index: number) => Look,
  theme: SvgTheme,
  title: string,
): string {
  const used = new Set(scene.nodes.map(({ index }) => lookOf(index).status));
  const width = Math.ceil(Math.max(placement.width, 420) + 2 * MARGIN);
  const height = Math.ceil(placement.height + 2 * MARGIN + LEGEND);
  const body = [
    ...scene.nodes.filter((node) => node.open).map((node) => group(node, placement, theme)),
    ...scene.edges.map(({ index, certainty }) => edge(placement, index, certainty, theme)),
    ...scene.nodes
      .filter((node) => !node.open)
      .map((node) => card(node, placement, lookOf(node.index), theme)),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(theme.font)}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${escaped(theme.background)}"/>`,
    `<g transform="translate(${MARGIN} ${MARGIN})">`,
    ...body,
    "</g>",
    legend(used, height - LEGEND, theme),
    "</svg>\n",
  ].join("\n");
}

function group(node: SceneNode, placement: Placement, theme: SvgTheme): string {
  const { x, y, width, height } = at(placement.boxes, node.index);
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${escaped(theme.faint)}" fill-opacity="0.06" stroke="${escaped(theme.border)}"/>`,
    label(x + 12, y + HEADER / 2 + 4, 12, theme.text, node.label, 60),
  ].join("");
}

function edge(placement: Placement, index: number, certainty: string, theme: SvgTheme): string {
  const points = at(placement.lines, index);
  const end = points.at(-1);
  if (!end) return "";
  const arrow = `M${end.x - 5} ${end.y - 3.5}L${end.x} ${end.y}L${end.x - 5} ${end.y + 3.5}`;
  const dash = certainty === "maybe" ? ' stroke-dasharray="5 4"' : "";
  return `<path d="${roundedPath(points)}${arrow}" fill="none" stroke="${escaped(theme.faint)}" stroke-width="1.25"${dash}/>`;
}

function card(node: SceneNode, placement: Placement, look: Look, theme: SvgTheme): string {
  const { x, y, width, height } = at(placement.boxes, node.index);
  const colour = escaped(theme.status[look.status]);
  const small = height < 36;
  const border = node.code ? "" : ' stroke-dasharray="4 3"';
  const count = look.times > 1 ? ` ×${look.times}` : "";
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${escaped(theme.card)}" stroke="${escaped(theme.border)}"${border}/>`,
    `<rect x="${x + 3}" y="${y + 5}" width="4" height="${height - 10}" rx="2" fill="${colour}"/>`,
    label(
      x + 16,
      y + (small ? height / 2 + 4 : 17),
      13,
      theme.text,
      node.label + count,
      Math.floor((width - 24) / 7),
    ),
    small ? "" : label(x + 16, y + 32, 11, theme.faint, look.meta, Math.floor((width - 24) / 5.8)),
  ].join("");
}

function legend(used: ReadonlySet<Status>, y: number, theme: SvgTheme): string {
  let x = MARGIN;
  return STATUSES.filter((status) => used.has(status))
    .map((status) => {
      const word = statusWord(status);
      const item = `<circle cx="${x + 5}" cy="${y + 16}" r="5" fill="${escaped(theme.status[status])}"/>${label(x + 16, y + 20, 11, theme.faint, word, 40)}`;
      x += 36 + word.length * 6.5;
      return item;
    })
    .join("");
}

function label(
  x: number,
  y: number,
  size: number,
  fill: string,
  text: string,
  room: number,
): string {
  const cut = visibleText(middleEllipsis(text, Math.max(4, room)));
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${escaped(fill)}">${escaped(cut)}</text>`;
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
