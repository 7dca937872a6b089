/** Why an edge is there, beside the pointer that rests on it; a click keeps it in the details. */
import type { EdgeRef } from "@millrace/protocol";
import type { Drawing } from "../drawing.js";
import { EDGE_WORDS } from "../model/describe.js";
import { edgeRef } from "../model/edge-ref.js";
import { visibleText } from "../model/format.js";
import { at } from "../model/scene.js";
import type { Session } from "../model/session.js";
import { byId, el } from "./element.js";

/** Longer than the pause of a node's hover: reading is asked for, not just looking. */
const PAUSE = 300;
const GAP = 14;

export class EdgeTip {
  private readonly tip = el("div", { class: "tip", role: "tooltip", hidden: true });
  private edge: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private spot = { x: 0, y: 0 };

  constructor(
    private readonly session: Session,
    private readonly drawing: Drawing,
    private readonly ask: (edge: EdgeRef) => void,
  ) {
    byId("graph-pane").append(this.tip);
  }

  /** The pointer is over this edge now, or over none. */
  follow(edge: number | undefined, { clientX, clientY }: PointerEvent): void {
    this.spot = { x: clientX, y: clientY };
    if (edge === this.edge) return;
    this.hide();
    this.edge = edge;
    if (edge !== undefined) this.timer = setTimeout(() => this.show(edge), PAUSE);
  }

  hide(): void {
    clearTimeout(this.timer);
    this.edge = undefined;
    this.tip.hidden = true;
  }

  /** The answer to a question may be in. */
  update(): void {
    if (this.edge !== undefined && !this.tip.hidden) this.show(this.edge);
  }

  private show(index: number): void {
    const { nodes, edges } = this.drawing.scene;
    const edge = edges[index];
    if (!edge) return;
    const ref = edgeRef(edge, nodes);
    const explained = this.session.explanation(ref);
    if (!explained && edge.code.length > 0) this.ask(ref);
    const names = `${at(nodes, edge.from).label} → ${at(nodes, edge.to).label}`;
    const words = edge.code.length === 0 ? "seen at run time" : EDGE_WORDS[edge.kind];
    const evidence = explained?.evidence[0];
    this.tip.replaceChildren(
      el("strong", {}, visibleText(names)),
      el("p", {}, visibleText(explained?.text ?? words)),
      ...(evidence ? [el("code", {}, visibleText(evidence.code))] : []),
    );
    this.tip.hidden = false;
    this.place();
  }

  /** Beside the pointer, inside the pane. */
  private place(): void {
    const { left, top, width, height } = byId("graph-pane").getBoundingClientRect();
    const [x, y] = [this.spot.x - left + GAP, this.spot.y - top + GAP];
    const { offsetWidth, offsetHeight } = this.tip;
    const below = y + offsetHeight < height;
    this.tip.style.left = `${Math.max(4, Math.min(x, width - offsetWidth - 4))}px`;
    this.tip.style.top = `${below ? y : Math.max(4, y - offsetHeight - 2 * GAP)}px`;
  }
}
