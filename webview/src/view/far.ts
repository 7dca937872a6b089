/** The whole graph on a canvas: far out, and as the minimap. */
import type { Drawing } from "../drawing.js";
import type { Box } from "../model/geometry.js";
import { at } from "../model/scene.js";
import { STATUSES, type Status } from "../model/status.js";

export interface Palette {
  status: Record<Status, string>;
  edge: string;
  card: string;
  border: string;
  focus: string;
  text: string;
  faint: string;
  world: string;
}

/** Canvas and files know no CSS variables: they are read once a theme. */
export function readPalette(): Palette {
  const read = colourReader();
  const status = Object.fromEntries(STATUSES.map((name) => [name, read(`--mr-${name}`)])) as Record<
    Status,
    string
  >;
  return {
    status,
    edge: read("--mr-foreground"),
    card: read("--mr-card"),
    border: read("--mr-card-border"),
    focus: read("--mr-focus"),
    text: read("--mr-foreground"),
    faint: read("--mr-faint"),
    world: read("--mr-world"),
  };
}

/** Painting a pixel turns whatever CSS can say into plain red, green, blue and alpha. */
function colourReader(): (name: string) => string {
  const style = getComputedStyle(document.body);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [1, 1];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return (name) => {
    if (!context) return "#888";
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = "#888";
    context.fillStyle = style.getPropertyValue(name).trim();
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
    return `rgba(${red}, ${green}, ${blue}, ${Math.round((alpha / 255) * 100) / 100})`;
  };
}

export interface Frame {
  /** World box shown, and the pixels it fills. */
  view: Box;
  width: number;
  height: number;
  selected?: number | undefined;
  faded?: ((index: number) => boolean) | undefined;
  /** Small pictures draw no edges. */
  edges: boolean;
}

export function drawGraph(
  context: CanvasRenderingContext2D,
  drawing: Drawing,
  palette: Palette,
  frame: Frame,
  nodes: Iterable<number>,
  edges: Iterable<number>,
): void {
  const ratio = window.devicePixelRatio || 1;
  const scale = frame.width / frame.view.width;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, frame.width, frame.height);
  context.setTransform(
    ratio * scale,
    0,
    0,
    ratio * scale,
    -frame.view.x * scale * ratio,
    -frame.view.y * scale * ratio,
  );
  if (frame.edges) drawEdges(context, drawing, palette, edges, scale);
  drawNodes(context, drawing, palette, frame, nodes, scale);
  context.globalAlpha = 1;
}

function drawEdges(
  context: CanvasRenderingContext2D,
  { placement }: Drawing,
  palette: Palette,
  edges: Iterable<number>,
  scale: number,
): void {
  context.beginPath();
  for (const index of edges) {
    const points = at(placement.lines, index);
    const [start, end] = [points[0], points.at(-1)];
    if (!start || !end) continue;
    context.moveTo(start.x, start.y);
    if (points.length > 2 && scale > 0.1) {
      for (const point of points.slice(1)) context.lineTo(point.x, point.y);
    } else context.lineTo(end.x, end.y);
  }
  context.globalAlpha = 0.25;
  context.strokeStyle = palette.edge;
  context.lineWidth = Math.min(1.25 / scale, 8);
  context.stroke();
}

/** One path a colour: fill calls, not rectangles, are what costs. */
function drawNodes(
  context: CanvasRenderingContext2D,
  drawing: Drawing,
  palette: Palette,
  frame: Frame,
  nodes: Iterable<number>,
  scale: number,
): void {
  const batches = new Map<string, Box[]>();
  const put = (key: string, box: Box) => {
    const list = batches.get(key);
    if (list) list.push(box);
    else batches.set(key, [box]);
  };
  for (const index of nodes) {
    const box = at(drawing.placement.boxes, index);
    if (at(drawing.scene.nodes, index).open) {
      put("group", box);
      continue;
    }
    put(`${frame.faded?.(index) ? "-" : "+"}${drawing.look(index).status}`, box);
  }
  context.lineWidth = 1 / scale;
  for (const box of batches.get("group") ?? []) {
    context.globalAlpha = 0.4;
    context.strokeStyle = palette.edge;
    context.strokeRect(box.x, box.y, box.width, box.height);
  }
  batches.delete("group");
  for (const [key, boxes] of batches) {
    const status = key.slice(1) as Status;
    context.beginPath();
    for (const box of boxes) context.rect(box.x, box.y, box.width, box.height);
    context.globalAlpha = (status === "idle" ? 0.45 : 0.9) * (key.startsWith("-") ? 0.3 : 1);
    context.fillStyle = palette.status[status];
    context.fill();
  }
  const selected =
    frame.selected === undefined ? undefined : drawing.placement.boxes[frame.selected];
  if (selected) {
    context.globalAlpha = 1;
    context.strokeStyle = palette.focus;
    context.lineWidth = 2.5 / scale;
    context.strokeRect(selected.x, selected.y, selected.width, selected.height);
  }
}

/** Sets the bitmap to the device's pixels. @returns whether it had to change. */
export function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): boolean {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === w && canvas.height === h) return false;
  [canvas.width, canvas.height] = [w, h];
  return true;
}
