/** Everything around the drawing: toolbar, banners, details, and the marks that styles look at. */
import { Deferred } from "./deferred.js";
import { reasonOf } from "./model/format.js";
import type { Panel } from "./panel.js";
import { Banners } from "./view/banners.js";
import { byId } from "./view/element.js";
import type { EmptyView } from "./view/empty.js";
import { batched } from "./view/motion.js";
import { showSummary } from "./view/summary.js";

/** Counts and details follow task states at this pace, with the cards: a frame of its own costs more. */
const PAUSE = 200;
/** Where no cards are drawn they wait no longer. */
const PATIENCE = 320;

export class Chrome {
  private readonly banners: Banners;
  private readonly empty: Deferred<EmptyView>;
  private problem: string | undefined;
  private soon: ReturnType<typeof setTimeout> | undefined;
  private rendered = 0;
  /** In the next frame. */
  readonly update = batched(() => this.render());

  constructor(private readonly panel: Panel) {
    this.banners = new Banners(panel.session, panel.ui, panel);
    this.empty = new Deferred(
      async () => new (await import("./later.js")).EmptyView(panel.session, panel),
      panel.partFailed,
    );
  }

  updateSoon(): void {
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      this.update();
    }, PATIENCE);
  }

  /** The graph is being drawn, within a frame. */
  drawn(): void {
    if (this.soon === undefined || performance.now() - this.rendered < PAUSE) return;
    clearTimeout(this.soon);
    this.soon = undefined;
    this.render();
  }

  /** The layout at hand is the final one. */
  layoutDone(): void {
    this.problem = undefined;
  }

  layoutFailed(reason: unknown): void {
    this.problem = `This is a simpler layout: the layout worker did not answer (${reasonOf(reason)}).`;
    this.update();
  }

  partFailed(reason: unknown): void {
    this.problem = `A part of the panel did not load (${reasonOf(reason)}). Close and open the panel again.`;
    this.update();
  }

  /** Whether details have something to say that a person asked for. */
  markSubject(): void {
    const { ui, session } = this.panel;
    const chosen = Object.keys(ui.selection).length > 0;
    byId("panel").classList.toggle("has-subject", chosen || session.run !== undefined);
  }

  private render(): void {
    this.rendered = performance.now();
    const { session, drawing, emphasis, toolbar } = this.panel;
    emphasis.update();
    toolbar.update();
    this.banners.update(this.problem, emphasis.drift);
    if (session.source.phase !== "ready" || this.empty.here)
      this.empty.use((view) => view.update());
    this.panel.details.use((view) => view.render());
    this.panel.updateTimeline();
    const marks = {
      stale: session.source.stale !== undefined,
      lost: session.run?.lost !== undefined,
      "has-run": session.run !== undefined,
      "empty-source": session.source.graph === undefined && !session.run,
    };
    for (const [name, on] of Object.entries(marks)) byId("panel").classList.toggle(name, on);
    this.markSubject();
    byId("hairline").hidden = drawing.placement.quality === "final";
    showSummary(drawing.scene, () => this.panel.act("expandAll"));
  }
}
