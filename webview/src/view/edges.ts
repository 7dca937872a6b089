/** Edges as SVG paths, mounted where they can be seen. */
import type { Drawing } from "../drawing.js";
import { type Point, roundedPath } from "../model/geometry.js";
import { at, type SceneEdge } from "../model/scene.js";
import { byId, svg } from "./element.js";

/** Above this many in view edges are one dim path: nobody could tell them apart. */
const SINGLE_LIMIT = 400;

export class Edges {
  private readonly layer = byId<HTMLElement>("edges") as unknown as SVGSVGElement;
  private readonly mounted = new Map<number, SVGGElement>();
  private readonly merged = svg("path", { class: "edge merged" });

  constructor(
    private readonly drawing: Drawing,
    private readonly marks: (edge: SceneEdge) => string,
  ) {
    this.layer.append(this.merged);
  }

  clear(): void {
    for (const element of this.mounted.values()) element.remove();
    this.mounted.clear();
    this.merged.removeAttribute("d");
  }

  show(indices: readonly number[]): void {
    if (indices.length > SINGLE_LIMIT) {
      const marked = indices.filter((index) => this.marks(this.edge(index)).includes("strong"));
      this.showSingle(marked.slice(0, SINGLE_LIMIT));
      this.merged.setAttribute("d", indices.map((index) => this.path(index)).join(""));
      return;
    }
    this.merged.removeAttribute("d");
    this.showSingle(indices);
  }

  private showSingle(indices: readonly number[]): void {
    const wanted = new Set(indices);
    for (const [index, element] of this.mounted) {
      if (wanted.has(index)) continue;
      element.remove();
      this.mounted.delete(index);
    }
    for (const index of wanted) if (!this.mounted.has(index)) this.mount(index);
  }

  private mount(index: number): void {
    const d = this.path(index);
    const group = svg("g", { "data-edge": index });
    group.append(svg("path", { class: "hit", d }), svg("path", { class: "line", d }));
    this.mounted.set(index, group);
    this.refresh(index);
    this.layer.append(group);
  }

  refreshAll(): void {
    for (const index of this.mounted.keys()) this.refresh(index);
  }

  refresh(index: number): void {
    const edge = this.edge(index);
    const kind = edge.code.length === 0 ? "seen" : edge.kind;
    const maybe = edge.certainty === "maybe" ? "maybe" : "";
    const element = this.mounted.get(index);
    const name = `edge ${kind} ${maybe} ${this.marks(edge)}`;
    if (element && element.getAttribute("class") !== name) element.setAttribute("class", name);
  }

  private edge(index: number): SceneEdge {
    return at(this.drawing.scene.edges, index);
  }

  private path(index: number): string {
    return edgePath(at(this.drawing.placement.lines, index));
  }
}

/** The line and its small open arrow; every edge ends going right, into the west side. */
export function edgePath(points: readonly Point[]): string {
  const end = points.at(-1);
  if (!end) return "";
  return `${roundedPath(points)}M${end.x - 5} ${end.y - 3.5}L${end.x} ${end.y}L${end.x - 5} ${end.y + 3.5}`;
}
