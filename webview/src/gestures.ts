/** What pointer and keys do on the graph: pick, open, hover, walk, pan. */
import { Deferred } from "./deferred.js";
import { edgeRef } from "./model/edge-ref.js";
import { type Direction, neighbour, OPPOSITE } from "./model/navigate.js";
import { at } from "./model/scene.js";
import { isFailure } from "./model/status.js";
import type { Panel } from "./panel.js";
import { attachContextMenu, type MenuContext } from "./view/context-menu.js";
import type { EdgeTip } from "./view/edge-tip.js";
import { byId } from "./view/element.js";
import { attachGraphKeys } from "./view/keyboard.js";
import { attachPointer, type PointerTarget } from "./view/pointer.js";

/** Crossing the graph with the pointer must not flicker. */
const HOVER_PAUSE = 120;

export class Gestures {
  private readonly tip: Deferred<EdgeTip>;
  private hoverTimer: ReturnType<typeof setTimeout> | undefined;
  /** The step just taken, so that the opposite key takes it back. */
  private lastStep: { from: number; to: number; back: Direction } | undefined;

  constructor(private readonly panel: Panel) {
    const { graph, mirror, drawing, emphasis } = panel;
    this.tip = new Deferred(async () => {
      const { EdgeTip: Tip } = await import("./later.js");
      return new Tip(panel.session, drawing, (edge) => panel.askEdge(edge));
    }, panel.partFailed);
    const pointer = attachPointer(graph.viewport, graph.camera, {
      pick: (target) => this.pick(target),
      open: ({ node, toggle }) => {
        if (node !== undefined && !toggle) panel.act("openDefinition");
      },
      hover: (target, event) => this.hover(target, event),
      locate: (x, y) => graph.locate(x, y),
    });
    attachContextMenu(byId("graph-pane"), (event) => {
      // Asked for by key, the menu is about what is selected.
      const byKey = mirror.tree.contains(event.target as Element);
      return this.menuContext(byKey ? emphasis.selected : pointer.targetOf(event).node);
    });
    attachGraphKeys(mirror.tree, {
      walk: (direction) => this.walk(direction),
      pan: (dx, dy) => graph.camera.pan(dx, dy),
      choose: () => {
        const index = emphasis.selected ?? mirror.first;
        if (index !== undefined) panel.select({ node: at(drawing.scene.nodes, index).id }, true);
      },
    });
    mirror.onPick = (index) => panel.select({ node: at(drawing.scene.nodes, index).id }, true);
  }

  /** The scene's numbers mean other nodes now. */
  replaced(): void {
    this.lastStep = undefined;
    clearTimeout(this.hoverTimer);
    this.panel.emphasis.hovered = undefined;
    this.tip.here?.hide();
  }

  /** The answer to why an edge is there may be in. */
  explained(): void {
    this.tip.here?.update();
  }

  /** Marks the lineage of a node, or says why an edge is there, once the pointer rested. */
  private hover({ node, edge }: PointerTarget, event: PointerEvent): void {
    if (edge !== undefined) this.tip.use((tip) => tip.follow(edge, event));
    else this.tip.here?.follow(undefined, event);
    clearTimeout(this.hoverTimer);
    const { drawing, emphasis, graph } = this.panel;
    const open = node !== undefined && at(drawing.scene.nodes, node).open;
    const subject = open ? undefined : node;
    if (emphasis.hovered === subject) return;
    this.hoverTimer = setTimeout(() => {
      emphasis.hovered = subject;
      emphasis.update();
      graph.refreshMarks();
    }, HOVER_PAUSE);
  }

  private menuContext(index: number | undefined): MenuContext {
    const { drawing } = this.panel;
    if (index === undefined) return { webviewSection: "millraceGraph" };
    const { id, group } = at(drawing.scene.nodes, index);
    return {
      webviewSection: "millraceNode",
      node: id,
      millraceGroup: group,
      millraceFailed: isFailure(drawing.look(index).status),
    };
  }

  private walk(direction: Direction): void {
    const { lastStep } = this;
    const { drawing, mirror, emphasis } = this.panel;
    const here = emphasis.selected;
    const returns = lastStep?.to === here && lastStep?.back === direction;
    const next =
      here === undefined
        ? mirror.first
        : returns
          ? lastStep.from
          : neighbour(drawing.scene, drawing.placement, here, direction);
    if (next === undefined) return;
    const back = OPPOSITE[direction];
    this.lastStep = here !== undefined && back ? { from: here, to: next, back } : undefined;
    this.panel.select({ node: at(drawing.scene.nodes, next).id }, true);
  }

  private pick({ node, edge, toggle }: PointerTarget): void {
    const { panel } = this;
    panel.mirror.tree.focus({ preventScroll: true });
    const { nodes, edges } = panel.drawing.scene;
    if (node !== undefined) {
      const { id, code } = at(nodes, node);
      panel.select({ node: id });
      if (toggle) panel.act("toggleGroup");
      else if (code) panel.post({ type: "revealNode", node: id, target: "call", focus: false });
      return;
    }
    const line = edge === undefined ? undefined : edges[edge];
    this.tip.here?.hide();
    panel.select(line ? { edge: edgeRef(line, nodes) } : {});
  }
}
