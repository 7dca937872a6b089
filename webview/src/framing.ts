/**
 * What the camera shows when the drawing or its viewport becomes another. The frame follows the
 * graph until a person pans or zooms; from then on it is theirs, and only the anchor keeps its place.
 */
import type { FlowKey, NodeId } from "@millrace/protocol";
import type { Drawing } from "./drawing.js";
import type { Box } from "./model/geometry.js";
import { at } from "./model/scene.js";
import type { Session } from "./model/session.js";
import type { CameraState } from "./view/camera.js";
import type { GraphView } from "./view/graph.js";

/**
 * `start`: all of the graph, or its beginning where all would be too small to read. `all`: all of
 * it, as a person asked. `person`: where a person went. Else the node that was brought into view.
 */
type Subject = "start" | "all" | "person" | { node: NodeId };

/** A camera that moved more often would be hard to watch. */
const FOLLOW_PAUSE = 1000;
/** The inner part of the viewport that what runs may move in before the camera goes along. */
const FOLLOW_PART = 0.6;

export class Framing {
  private subject: Subject = "start";
  /** The first final layout of a flow is framed anew: it may differ much from the provisional one. */
  private fresh = true;
  private drawnFlow: FlowKey | undefined;
  private anchors = new Map<NodeId, Box>();
  private followed = 0;

  constructor(
    private readonly session: Session,
    private readonly drawing: Drawing,
    private readonly graph: GraphView,
    private readonly selected: () => number | undefined,
    /** Where a person had the camera before the webview was hidden or reloaded. */
    private kept: CameraState | undefined,
  ) {
    if (kept) this.subject = "person";
    graph.onResize = () => this.resized();
  }

  /** Another flow is shown: nothing of the old frame means anything. */
  begin(): void {
    this.subject = "start";
    this.kept = undefined;
    this.fresh = true;
  }

  /** A person moved the camera. */
  taken(): void {
    this.subject = "person";
    this.fresh = false;
  }

  /** Where to come back to after a reload; undefined where the graph frames itself. */
  get state(): CameraState | undefined {
    return this.subject === "person" ? this.graph.camera.state : undefined;
  }

  fitAll(): void {
    this.subject = "all";
    this.graph.fit();
  }

  /** Brings a node into view, where it is not. */
  reveal(index: number): void {
    if (this.graph.reveal(index)) {
      this.subject = { node: at(this.drawing.scene.nodes, index).id };
    }
  }

  /**
   * The camera goes along with what runs, where not all of the graph is in view anyway. It stays
   * while any of it is in view: of many that run at once, each would take it somewhere else.
   */
  follow(): void {
    const { graph } = this;
    const now = performance.now();
    if (now - this.followed < FOLLOW_PAUSE || graph.camera.scale < 0.4 || graph.showsAll()) return;
    if (graph.inView(FOLLOW_PART, (index) => this.runs(index))) return;
    const latest = this.latest();
    if (!latest) return;
    this.followed = now;
    if (graph.reveal(latest.index, FOLLOW_PART)) this.subject = { node: latest.id };
  }

  /** Of what runs, what began last. */
  private latest(): { index: number; id: NodeId } | undefined {
    const age = (index: number) => this.drawing.look(index).elapsed ?? Number.POSITIVE_INFINITY;
    const running = this.drawing.scene.nodes.filter(({ index, open }) => !open && this.runs(index));
    return running.sort((a, b) => age(a.index) - age(b.index))[0];
  }

  private runs(index: number): boolean {
    return this.drawing.look(index).status === "running";
  }

  /** The drawing is another. */
  replaced(flow: FlowKey | undefined): void {
    const { drawing, graph } = this;
    const first = this.fresh || !this.keeps(flow);
    graph.replaced(() => {
      if (first) this.frame();
      else {
        this.hold();
        if (this.subject === "start" || this.subject === "all") {
          if (!graph.showsAll()) this.frame();
        }
      }
    });
    if (drawing.placement.quality === "final") this.fresh = false;
    this.drawnFlow = flow;
    this.anchors = new Map(
      drawing.scene.nodes.map((node) => [node.id, at(drawing.placement.boxes, node.index)]),
    );
  }

  /** A pane opened, a sash moved, or the window changed. */
  private resized(): void {
    if (this.drawing.scene.nodes.length === 0) return;
    if (typeof this.subject === "object") {
      const index = this.drawing.scene.drawn.get(this.subject.node);
      if (index !== undefined) this.graph.reveal(index, 1, false);
    } else if (this.subject !== "person") this.frame();
  }

  private frame(): void {
    if (this.kept) this.graph.camera.set(this.kept);
    else this.graph.fitNow(this.subject === "all");
  }

  /** Whether any node was there before: else there is nothing to hold on to. */
  private keeps(flow: FlowKey | undefined): boolean {
    if (this.drawnFlow !== flow) return false;
    return this.drawing.scene.nodes.some(({ id }) => this.anchors.has(id));
  }

  /** The selected node, else the one in the middle, keeps its place on the screen. */
  private hold(): void {
    const { scene, placement } = this.drawing;
    const { camera } = this.graph;
    const byId = (id: NodeId | undefined) => (id === undefined ? undefined : scene.drawn.get(id));
    for (const index of [this.selected(), byId(this.session.lit), byId(this.central())]) {
      const id = index === undefined ? undefined : scene.nodes[index]?.id;
      const before = id === undefined ? undefined : this.anchors.get(id);
      if (index === undefined || !before) continue;
      const now = at(placement.boxes, index);
      const { x, y, scale } = camera.state;
      camera.set({ x: x + now.x - before.x, y: y + now.y - before.y, scale });
      return;
    }
  }

  /** The node nearest to the middle of the viewport, of those that are still there. */
  private central(): NodeId | undefined {
    const { x, y, width, height } = this.graph.camera.view;
    let [nearest, least]: [NodeId | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
    for (const [id, box] of this.anchors) {
      const dx = box.x + box.width / 2 - x - width / 2;
      const far = Math.hypot(dx, box.y + box.height / 2 - y - height / 2);
      if (far < least && this.drawing.scene.drawn.has(id)) [nearest, least] = [id, far];
    }
    return nearest;
  }
}
