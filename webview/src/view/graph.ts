/** The graph: which nodes and edges are mounted, in which detail, and how a new layout comes in. */
import type { Drawing } from "../drawing.js";
import { around, type Box, boundsOf, Grid } from "../model/geometry.js";
import { at, type Scene, type SceneEdge, type SceneNode } from "../model/scene.js";
import { Camera } from "./camera.js";
import { Cards } from "./cards.js";
import { Edges } from "./edges.js";
import { byId } from "./element.js";
import { drawGraph, type Palette, readPalette, sizeCanvas } from "./far.js";
import { Minimap } from "./minimap.js";
import { batched, glide, motionAllowed } from "./motion.js";
import { Spin } from "./spin.js";

/** Below this scale text cannot be read, and a canvas is cheaper than elements. */
const FAR_SCALE = 0.15;
/** More cards than this in view are drawn on the canvas, whatever the scale. */
const CARD_LIMIT = 220;
/** Below this scale cards are coloured pills, which a canvas draws as well. */
const PILL_SCALE = 0.4;
const PILL_LIMIT = 100;
/** All of the graph is framed down to this scale: names are drawn larger where it is small. */
const LEGIBLE = 0.5;
/** The scale of a first view that can hold just a part. */
const READABLE = 0.8;
/** More changed nodes than this in one frame are a storm. */
const BUSY = 12;
/** In a storm nodes are drawn again at this pace, which is as fast as anyone reads. */
const STORM_PAUSE = 150;
const FLIP_LIMIT = 400;
const FLIP_MS = 220;

export interface Marks {
  node(node: SceneNode): string;
  edge(edge: SceneEdge): string;
  faded(index: number): boolean;
  selected(): number | undefined;
  heat(index: number): number | undefined;
}

export class GraphView {
  readonly viewport = byId("viewport");
  private readonly world = byId("world");
  private readonly far = byId<HTMLCanvasElement>("far");
  readonly camera = new Camera(
    () => this.cameraMoved(),
    () => this.onTaken(),
  );
  readonly cards: Cards;
  private readonly edges: Edges;
  private readonly minimap: Minimap;
  private readonly spin = new Spin(this.world);
  private whole: Box | undefined;
  private nodeGrid = new Grid([]);
  private edgeGrid = new Grid([]);
  private palette: Palette | undefined;
  private covered: Box | undefined;
  private coveredScale = 0;
  /** Too far out, or too much in view, for cards: the far picture stands for them. */
  private away = false;
  /** What the far picture shows. */
  private painted: Box | undefined;
  private dirty = new Set<number>();
  private settle: ReturnType<typeof setTimeout> | undefined;
  /** While the camera moves. */
  private gliding: Animation[] | undefined;
  private readonly redraw = batched(() => this.draw());
  /** The camera came to rest. */
  onCamera: () => void = () => undefined;
  onTaken: () => void = () => undefined;
  onResize: () => void = () => undefined;
  /** Cards and edges are as they shall be in this frame. */
  onDrawn: () => void = () => undefined;

  constructor(
    private readonly drawing: Drawing,
    private readonly marks: Marks,
  ) {
    this.cards = new Cards(drawing, marks.node, marks.heat);
    this.edges = new Edges(drawing, marks.edge);
    this.minimap = new Minimap(drawing, this.camera, () => this.colours());
    this.viewport.addEventListener("pointermove", () => this.spin.wake(), { passive: true });
    new ResizeObserver(() => this.resize()).observe(this.viewport);
  }

  resize(): void {
    const { clientWidth, clientHeight } = this.viewport;
    if (clientWidth === 0 || clientHeight === 0) return;
    const { camera } = this;
    if (camera.width === clientWidth && camera.height === clientHeight) return;
    // The middle row stays the middle row when a pane opens below.
    const dy = camera.height > 1 ? (camera.height - clientHeight) / 2 / camera.scale : 0;
    camera.width = clientWidth;
    camera.height = clientHeight;
    camera.y += dy;
    this.covered = this.painted = undefined;
    this.onResize();
    this.redraw();
  }

  /** The drawing is another; `frame` moves the camera to where it shall be. */
  replaced(frame: () => void): void {
    const from = this.flipStart();
    this.spin.wake();
    for (const flight of this.flights.splice(0)) flight.cancel();
    const { placement, scene } = this.drawing;
    this.cards.clear();
    this.edges.clear();
    this.whole = undefined;
    this.nodeGrid = new Grid(placement.boxes);
    this.edgeGrid = new Grid(placement.lines.map(boundsOf));
    this.world.dataset.quality = placement.quality;
    this.world.classList.toggle("compact", scene.compact);
    this.covered = this.painted = undefined;
    this.dirty.clear();
    this.resize();
    frame();
    this.minimap.replaced();
    this.draw();
    this.flip(from);
  }

  /** Looks changed; in the next frame these nodes are drawn again. */
  refresh(indices: Iterable<number>): void {
    this.spin.wake();
    this.refreshLooks(indices);
    // Clocks that go on are no storm, however many they are.
    if (this.dirty.size > BUSY) this.calm();
  }

  /** Clocks went on; nothing else changed. */
  tick(running: Iterable<number>): void {
    this.spin.tick();
    this.refreshLooks(running);
  }

  private refreshLooks(indices: Iterable<number>): void {
    for (const index of indices) this.dirty.add(index);
    if (this.busy === undefined) {
      this.redraw();
      return;
    }
    this.later ??= setTimeout(() => {
      this.later = undefined;
      this.redraw();
    }, STORM_PAUSE);
  }

  /** Selection, search or filter changed. */
  refreshMarks(): void {
    for (const index of this.cards.mountedIndices()) this.dirty.add(index);
    this.covered = this.painted = undefined;
    this.edges.refreshAll();
    this.redraw();
  }

  themeChanged(): void {
    this.palette = undefined;
    this.refreshMarks();
    this.minimap.replaced();
  }

  fit(indices?: Iterable<number>): void {
    const { boxes } = this.drawing.placement;
    const box = indices ? around([...indices].map((index) => at(boxes, index))) : this.extent();
    this.camera.moveTo(this.camera.fitting(box), motionAllowed());
  }

  /** Frames the graph without a flight: `all` of it, or as much as can be read. */
  fitNow(all: boolean): void {
    const target = this.camera.fitting(this.extent());
    if (!all && target.scale < LEGIBLE) {
      // What is too large starts at its beginning rather than as a speck.
      const { width, boxes } = this.drawing.placement;
      const [first] = boxes;
      const wide = width * READABLE > this.camera.width;
      target.scale = READABLE;
      target.x = wide ? -24 / READABLE : width / 2 - this.camera.width / READABLE / 2;
      target.y = (first ? first.y + first.height / 2 : 0) - this.camera.height / READABLE / 2;
    }
    this.camera.set(target);
  }

  showsAll(): boolean {
    return this.camera.shows(this.extent());
  }

  /** Whether any such node is mounted and lies in the inner part of the viewport. */
  inView(part: number, isSuch: (index: number) => boolean): boolean {
    const { boxes } = this.drawing.placement;
    for (const index of this.cards.mountedIndices()) {
      if (isSuch(index) && this.camera.shows(at(boxes, index), part)) return true;
    }
    return false;
  }

  /** Brings a node into view. @returns whether it was not. */
  reveal(index: number, part = 1, animate = motionAllowed()): boolean {
    const box = this.drawing.placement.boxes[index];
    if (!box || (this.camera.shows(box, part) && this.camera.scale >= FAR_SCALE)) return false;
    this.camera.moveTo(this.camera.centred(box), animate);
    return true;
  }

  locate(px: number, py: number): number | undefined {
    if (this.far.hidden) return undefined;
    const { x, y, scale } = this.camera;
    const spot = { x: x + px / scale, y: y + py / scale, width: 0, height: 0 };
    return this.nodeGrid
      .query(spot)
      .sort(
        (a, b) => at(this.drawing.scene.nodes, b).depth - at(this.drawing.scene.nodes, a).depth,
      )[0];
  }

  /** Of all that is drawn; asked for with every second of a run. */
  private extent(): Box {
    this.whole ??= around(this.drawing.placement.boxes);
    return this.whole;
  }

  private cameraMoved(): void {
    this.world.classList.add("moving");
    this.gliding ??= [glide(this.world), glide(this.far)];
    clearTimeout(this.settle);
    this.settle = setTimeout(() => {
      this.world.classList.remove("moving");
      for (const one of this.gliding ?? []) one.cancel();
      this.gliding = undefined;
      this.redraw();
      this.onCamera();
    }, 160);
    this.redraw();
  }

  private draw(): void {
    const { camera } = this;
    if (camera.width <= 1) return;
    const { view } = camera;
    const visible = camera.scale < FAR_SCALE ? undefined : this.nodeGrid.query(view);
    const limit = camera.scale < PILL_SCALE ? PILL_LIMIT : CARD_LIMIT;
    const far = !visible || visible.length > limit;
    this.far.hidden = !far;
    // What was mounted stays as it is laid out: to come back to it costs next to nothing.
    this.world.classList.toggle("away", far);
    this.away = far;
    if (far) this.drawFar();
    else this.drawNear(view, visible.length);
    this.minimap.draw(this.dirty.size > 0, this.gliding !== undefined);
    this.dirty.clear();
    this.onDrawn();
  }

  private drawNear(view: Box, visible: number): void {
    const { camera } = this;
    this.world.style.transform = `scale(${camera.scale}) translate(${-camera.x}px, ${-camera.y}px)`;
    // Another level of detail is another style for each card: not while a person zooms through them.
    if (!this.gliding || !this.world.dataset.lod) this.world.dataset.lod = lodOf(camera.scale);
    const zoomed = camera.scale / this.coveredScale;
    if (!this.covered || zoomed > 2 || !holds(this.covered, view)) {
      // A margin around the view, so that a pan need not mount at every step; less where much is seen.
      this.covered = grown(view, visible < 40 ? 1 : visible < 100 ? 0.5 : 0.2);
      this.coveredScale = camera.scale;
      this.cards.show(this.nodeGrid.query(this.covered));
      this.edges.show(this.edgeGrid.query(this.covered));
    }
    for (const index of this.dirty) this.cards.refresh(index);
    if (this.dirty.size > 0) this.refreshEdgesOf(this.dirty);
    this.cards.stick(camera);
  }

  private busy: ReturnType<typeof setTimeout> | undefined;
  private later: ReturnType<typeof setTimeout> | undefined;

  /** While states change by the dozen, nothing fades or spins: each would cost every frame. */
  private calm(): void {
    clearTimeout(this.busy);
    this.world.classList.add("busy");
    this.busy = setTimeout(() => {
      this.busy = undefined;
      this.world.classList.remove("busy");
    }, 400);
  }

  private refreshEdgesOf(nodes: Iterable<number>): void {
    for (const node of nodes) {
      for (const edge of at(this.drawing.scene.in, node)) this.edges.refresh(edge);
    }
  }

  /**
   * While the camera moves the picture is moved and stretched as far as it reaches: painting
   * thousands of nodes takes longer than a frame. At rest it is as sharp as the screen.
   */
  private drawFar(): void {
    const { camera, far, painted } = this;
    const { view } = camera;
    const { width, height } = this.drawing.placement;
    const reaches =
      painted !== undefined &&
      painted.width < view.width * 4 &&
      (holds(painted, view) || holds(painted, { x: 0, y: 0, width, height }));
    const moving = this.gliding !== undefined;
    if (!moving || !reaches || this.dirty.size > 0) {
      this.paintFar(moving && painted ? grown(view, 0.5) : view);
    }
    const { x, y, width: shown } = this.painted ?? view;
    const { scale } = camera;
    far.style.transform = `translate(${(x - view.x) * scale}px, ${(y - view.y) * scale}px) scale(${shown / view.width})`;
  }

  private paintFar(view: Box): void {
    const { width, height } = this.camera;
    sizeCanvas(this.far, width, height);
    const context = this.far.getContext("2d");
    if (!context) return;
    this.painted = view;
    const frame = {
      view,
      width,
      height,
      selected: this.marks.selected(),
      faded: (index: number) => this.marks.faded(index),
      edges: true,
    };
    const nodes = this.nodeGrid.query(view).sort((a, b) => a - b);
    drawGraph(context, this.drawing, this.colours(), frame, nodes, this.edgeGrid.query(view));
  }

  private colours(): Palette {
    this.palette ??= readPalette();
    return this.palette;
  }

  /* FLIP: remember where cards are on the screen, and let them travel from there. */

  private flipScene: Scene | undefined;
  private readonly flights: Animation[] = [];

  private fly(element: HTMLElement | undefined, frames: Keyframe[], options: object): void {
    const flight = element?.animate(frames, options);
    if (flight) this.flights.push(flight);
  }

  private flipStart(): Map<string, { x: number; y: number }> {
    const from = new Map<string, { x: number; y: number }>();
    if (!motionAllowed() || this.cards.size > FLIP_LIMIT || this.away) return from;
    const origin = this.viewport.getBoundingClientRect();
    for (const index of this.cards.mountedIndices()) {
      const id = this.flipScene?.nodes[index]?.id;
      const rect = this.cards.element(index)?.getBoundingClientRect();
      if (id && rect) from.set(id, { x: rect.left - origin.left, y: rect.top - origin.top });
    }
    return from;
  }

  private flip(from: Map<string, { x: number; y: number }>): void {
    this.flipScene = this.drawing.scene;
    if (from.size === 0 || this.away || this.cards.size > FLIP_LIMIT) return;
    const { x, y, scale } = this.camera;
    for (const index of this.cards.mountedIndices()) {
      const before = from.get(at(this.drawing.scene.nodes, index).id);
      const box = at(this.drawing.placement.boxes, index);
      const element = this.cards.element(index);
      const options = { duration: FLIP_MS, easing: "ease-out" };
      if (before) {
        const [dx, dy] = [before.x / scale + x - box.x, before.y / scale + y - box.y];
        if (dx || dy) {
          this.fly(element, [{ transform: `translate(${dx}px, ${dy}px)` }, {}], options);
        }
      } else this.fly(element, [{ opacity: 0 }, { opacity: 1 }], options);
    }
    byId("edges").animate([{ opacity: 0 }, { opacity: 0, offset: 0.4 }, { opacity: 1 }], FLIP_MS);
  }
}

function lodOf(scale: number): "full" | "name" | "short" | "pill" {
  if (scale >= 0.75) return "full";
  if (scale >= 0.6) return "name";
  return scale >= PILL_SCALE ? "short" : "pill";
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return {
    x: x - width * by,
    y: y - height * by,
    width: width * (1 + 2 * by),
    height: height * (1 + 2 * by),
  };
}

function holds(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
