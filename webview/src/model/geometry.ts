/** Boxes, lines and the grid that finds them. World coordinates are pixels at scale 1. */

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

/** Where everything drawn is. Boxes by node index, lines by edge index. */
export interface Placement {
  boxes: Box[];
  lines: Point[][];
  width: number;
  height: number;
  /** `provisional` until the real layout arrives. */
  quality: "provisional" | "final";
}

/** A polyline as an SVG path with its corners rounded. */
export function roundedPath(points: readonly Point[], radius = 6): string {
  const [first] = points;
  if (!first) return "";
  let path = `M${fixed(first.x)} ${fixed(first.y)}`;
  for (let i = 1; i < points.length; i++) {
    const [before, corner, after] = [points[i - 1], points[i], points[i + 1]];
    if (!before || !corner) continue;
    if (!after) {
      path += `L${fixed(corner.x)} ${fixed(corner.y)}`;
      continue;
    }
    const r = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
    const a = towards(corner, before, r);
    const b = towards(corner, after, r);
    path += `L${fixed(a.x)} ${fixed(a.y)}Q${fixed(corner.x)} ${fixed(corner.y)} ${fixed(b.x)} ${fixed(b.y)}`;
  }
  return path;
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  return {
    x: from.x + ((to.x - from.x) / whole) * length,
    y: from.y + ((to.y - from.y) / whole) * length,
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function boundsOf(points: readonly Point[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The box around all of these. */
export function around(boxes: readonly Box[]): Box {
  return boundsOf(boxes.flatMap((box) => [box, { x: box.x + box.width, y: box.y + box.height }]));
}

export function intersects(a: Box, b: Box): boolean {
  return (
    a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
  );
}

const CELL = 512;

/** A uniform grid over boxes: what lies in a rectangle, without asking every box. */
export class Grid {
  private readonly cells = new Map<number, number[]>();
  private readonly stamps: Uint32Array;
  private stamp = 0;

  constructor(private readonly boxes: readonly Box[]) {
    this.stamps = new Uint32Array(boxes.length);
    boxes.forEach((box, index) => {
      if (!Number.isFinite(box.x)) return;
      eachCell(box, (cell) => {
        const list = this.cells.get(cell);
        if (list) list.push(index);
        else this.cells.set(cell, [index]);
      });
    });
  }

  /** Each index once, in no particular order. */
  query(area: Box): number[] {
    const found: number[] = [];
    const stamp = ++this.stamp;
    eachCell(area, (cell) => {
      for (const index of this.cells.get(cell) ?? []) {
        if (this.stamps[index] === stamp) continue;
        this.stamps[index] = stamp;
        const box = this.boxes[index];
        if (box && intersects(box, area)) found.push(index);
      }
    });
    return found;
  }
}

function eachCell(box: Box, visit: (cell: number) => void): void {
  const right = Math.floor((box.x + box.width) / CELL);
  const bottom = Math.floor((box.y + box.height) / CELL);
  for (let x = Math.floor(box.x / CELL); x <= right; x++) {
    for (let y = Math.floor(box.y / CELL); y <= bottom; y++) visit(x * 65536 + y);
  }
}
