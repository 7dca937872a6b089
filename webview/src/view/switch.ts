/** Graph, timeline, or both. Cards travel to their bars, so that the eye keeps hold of each task. */
import { at } from "../model/scene.js";
import type { Panel } from "../panel.js";
import { timelineShown } from "../ui.js";
import { byId } from "./element.js";
import { motionAllowed } from "./motion.js";
import type { TimelineView } from "./timeline.js";

const MORPH_LIMIT = 400;
const MORPH_MS = 220;

export class ViewSwitch {
  constructor(private readonly panel: Panel) {}

  apply(animate: boolean): void {
    const { graph, timeline, ui } = this.panel;
    const before = animate && motionAllowed() ? this.cardRects() : new Map<string, DOMRect>();
    byId("panel").dataset.mode = ui.mode;
    graph.resize();
    const morphs = before.size > 0 && before.size <= MORPH_LIMIT && ui.mode === "timeline";
    if (timelineShown(ui)) {
      timeline.use((view) => {
        view.render();
        if (morphs) this.morph(before, view);
      });
    }
    if (!morphs && animate && motionAllowed()) this.fade();
    this.panel.uiChanged();
  }

  private cardRects(): Map<string, DOMRect> {
    const { graph, drawing } = this.panel;
    const rects = new Map<string, DOMRect>();
    for (const index of graph.cards.mountedIndices()) {
      const rect = graph.cards.element(index)?.getBoundingClientRect();
      const node = at(drawing.scene.nodes, index);
      if (rect && rect.width > 0 && !node.open) rects.set(node.id, rect);
    }
    return rects;
  }

  /** Each bar starts where its card was: x turns from layer to time. */
  private morph(before: ReadonlyMap<string, DOMRect>, timeline: TimelineView): void {
    for (const [node, bar] of timeline.bars()) {
      const from = before.get(node);
      const to = bar.getBoundingClientRect();
      if (!from || to.width === 0) continue;
      const start = `translate(${from.left - to.left}px, ${from.top - to.top}px) scale(${from.width / to.width}, ${from.height / to.height})`;
      const keyframes = [
        { transform: start, transformOrigin: "0 0" },
        { transform: "none", transformOrigin: "0 0" },
      ];
      bar.animate(keyframes, { duration: MORPH_MS, easing: "ease-out" });
    }
  }

  private fade(): void {
    const mode = this.panel.ui.mode;
    const pane = byId(mode === "timeline" ? "timeline-pane" : "graph-pane");
    pane.animate([{ opacity: 0 }, { opacity: 1 }], 150);
  }
}
