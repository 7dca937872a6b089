/**
 * The drawing: scene, placement and looks, kept in step with the session. Structure changes ask for
 * a layout; state changes never do.
 */
import type { NodeId } from "@millrace/protocol";
import type { Before } from "./layout/elk.js";
import { provisionalLayout } from "./layout/provisional.js";
import { annotated } from "./model/annotate.js";
import { COMPACT_LIMIT, closedGroups } from "./model/collapse.js";
import { type Look, lookOf } from "./model/describe.js";
import type { Box, Placement } from "./model/geometry.js";
import { at, buildScene, type Scene, sameShape, subflowAround } from "./model/scene.js";
import type { Session } from "./model/session.js";
import type { Ui } from "./ui.js";

/** How long an older drawing may stay while the new one's layout is computed. */
const PATIENCE = 400;

export class Drawing {
  scene: Scene = buildScene(undefined, { closed: new Set() });
  placement: Placement = { boxes: [], lines: [], width: 0, height: 0, quality: "final" };
  private looks: (Look | undefined)[] = [];
  private request = 0;

  constructor(
    private readonly session: Session,
    private readonly ui: Ui,
    /** Elk's layout; undefined where a newer request took over. */
    private readonly place: (scene: Scene, before: Before) => Promise<Placement | undefined>,
    /** The scene or its placement is another. */
    private readonly replaced: () => void,
    private readonly failed: (reason: unknown) => void,
  ) {}

  /** Builds the scene anew and lays it out. `fresh` forgets where nodes were. */
  rebuild(fresh = false): void {
    const scene = this.build();
    const before = fresh ? new Map<NodeId, Box>() : this.positions();
    const known = beforeOf(scene, before);
    const request = ++this.request;

    // A run that begins, or an edit that moves no node: the layout at hand is the layout.
    if (!fresh && this.placement.quality === "final" && sameShape(this.scene, scene)) {
      this.show(scene, this.placement);
      return;
    }
    if (known.size === 0 || !this.scene.nodes.length) this.show(scene, provisionalLayout(scene));
    if (scene.nodes.length === 0) return;
    // A drawing that is there stays until the better one comes, but not for long.
    const late = setTimeout(() => {
      if (request === this.request && this.scene !== scene) {
        this.show(scene, provisionalLayout(scene));
      }
    }, PATIENCE);
    // The drawing at hand is painted first; for large graphs even asking takes long.
    const asked = new Promise((resolve) => setTimeout(resolve, scene.nodes.length > 300 ? 20 : 0));
    asked
      .then(() => (request === this.request ? this.place(scene, known) : undefined))
      .then((placement) => {
        if (placement && request === this.request) this.show(scene, placement);
      })
      .catch((reason) => {
        if (request !== this.request) return;
        this.show(scene, { ...provisionalLayout(scene), quality: "final" });
        this.failed(reason);
      })
      .finally(() => clearTimeout(late));
  }

  private build(): Scene {
    const graph = this.session.graph;
    const closed = closedGroups(graph, this.ui.choices);
    const tasks = this.session.run ? this.session.tasks : undefined;
    const { density } = this.ui;
    const options = { closed, compact: density === "compact", ...(tasks ? { tasks } : {}) };
    const scene = buildScene(graph, options);
    if (density !== "auto" || scene.nodes.length <= COMPACT_LIMIT) return scene;
    return buildScene(graph, { ...options, compact: true });
  }

  private show(scene: Scene, placement: Placement): void {
    this.scene = scene;
    this.placement = placement;
    this.looks = [];
    this.replaced();
  }

  /** Whether the run knows nodes that the drawing does not, or has lost some that it alone knew. */
  lacks(nodes: Iterable<NodeId>): boolean {
    for (const id of nodes) {
      const index = this.scene.drawn.get(id);
      if (index === undefined) return true;
      const isSeen = at(this.scene.nodes, index).code === undefined;
      if (isSeen && !this.session.tasks.tallies.has(id)) return true;
    }
    return false;
  }

  look(index: number): Look {
    const known = this.looks[index];
    if (known) return known;
    const { session } = this;
    const ended = session.run?.ended !== undefined;
    const node = at(this.scene.nodes, index);
    const call = node.parent < 0 ? undefined : subflowAround(this.scene, node);
    const standIn = call && session.tasks.tallies.get(call.id);
    const look = lookOf(node, session.tasks, session.now(Date.now()), ended, standIn);
    this.looks[index] = annotated(look, node, session);
    return this.looks[index];
  }

  /** Forgets the looks of these nodes, and of the open groups around them. */
  stale(nodes: Iterable<NodeId>): Set<number> {
    const indices = new Set<number>();
    for (const id of nodes) {
      for (let index = this.scene.drawn.get(id) ?? -1; index >= 0; ) {
        indices.add(index);
        index = at(this.scene.nodes, index).parent;
      }
    }
    for (const index of indices) this.looks[index] = undefined;
    return indices;
  }

  staleAll(): void {
    this.looks = [];
  }

  positions(): Map<NodeId, Box> {
    const positions = new Map<NodeId, Box>();
    if (this.placement.quality !== "final") return positions;
    for (const node of this.scene.nodes)
      positions.set(node.id, at(this.placement.boxes, node.index));
    return positions;
  }
}

function beforeOf(scene: Scene, positions: ReadonlyMap<NodeId, Box>): Before {
  const before = new Map<number, Box>();
  for (const node of scene.nodes) {
    const box = positions.get(node.id);
    if (box) before.set(node.index, box);
  }
  return before;
}
