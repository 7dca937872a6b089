/** Task runs in time: 22 px rows in the graph's order, with the graph's selection. */
import type { NodeId } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import type { Drawing } from "../drawing.js";
import { formatDuration, visibleText } from "../model/format.js";
import { readingOrder } from "../model/navigate.js";
import { at } from "../model/scene.js";
import type { Session } from "../model/session.js";
import { statusWord } from "../model/status.js";
import {
  type Axis,
  type Bar,
  barOf,
  joinedBars,
  type Row,
  subflowDepths,
  timeAxis,
  timelineRows,
} from "../model/timeline.js";
import { timelineShown, type Ui } from "../ui.js";
import { byId, el } from "./element.js";
import { batched } from "./motion.js";

const ROW = 22;
const EXTRA = 6;

export class TimelineView {
  private readonly pane = byId("timeline-pane");
  private readonly ticks = el("div", { class: "tl-ticks" });
  private readonly body = el("div", { class: "tl-body", role: "listbox", tabindex: 0 });
  private readonly space = el("div", { class: "tl-space" });
  private readonly nowLine = el("div", { class: "tl-now" });
  private readonly cursor = el("div", { class: "tl-cursor", hidden: true });
  private readonly nothing = el("div", { class: "tl-nothing" }, "Nothing has run yet.");
  private rows: Row[] = [];
  private axis: Axis | undefined;
  private depths: ReadonlyMap<NodeId, number> = new Map();
  private throttle: ReturnType<typeof setTimeout> | undefined;
  private readonly draw = batched(() => this.render());

  constructor(
    private readonly session: Session,
    private readonly drawing: Drawing,
    private readonly actions: Actions,
    private readonly ui: Ui,
    private readonly onCritical: (node: string) => boolean,
  ) {
    this.body.ariaLabel = "Task runs in time";
    this.body.append(this.space);
    this.pane.append(
      el("div", { class: "tl-head" }, el("h2", {}, "Timeline"), this.ticks),
      this.body,
      this.nothing,
    );
    this.body.addEventListener("scroll", () => this.renderRows());
    this.body.addEventListener("click", (event) => this.pick(event));
    this.body.addEventListener("dblclick", () => this.actions.act("openSource"));
    this.body.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.body);
  }

  focus(): void {
    this.body.focus();
  }

  /** At most four times a second: bars grow slowly, and rows are sorted anew. */
  update(now = false): void {
    if (!timelineShown(this.ui)) return;
    if (now) {
      this.draw();
      return;
    }
    this.throttle ??= setTimeout(() => {
      this.throttle = undefined;
      this.draw();
    }, 250);
  }

  showCursor(time: number | undefined): void {
    this.cursor.hidden = time === undefined || !this.axis;
    if (time !== undefined && this.axis) {
      this.cursor.style.setProperty("--at", String(this.axis.position(time)));
    }
  }

  /** The bars on screen, for the morph from and to the graph. */
  bars(): Map<string, HTMLElement> {
    const found = new Map<string, HTMLElement>();
    for (const row of this.space.querySelectorAll<HTMLElement>("[data-row]")) {
      const node = this.rows[Number(row.dataset.row)]?.node;
      const bar = row.querySelector<HTMLElement>(".tl-bar");
      if (node !== undefined && bar) found.set(node, bar);
    }
    return found;
  }

  reveal(): void {
    const { node } = this.ui.selection;
    const index = this.rows.findIndex((row) => row.node === node);
    if (index < 0) return;
    const { scrollTop, clientHeight } = this.body;
    if (index * ROW < scrollTop) this.body.scrollTop = index * ROW;
    else if ((index + 1) * ROW > scrollTop + clientHeight) {
      this.body.scrollTop = (index + 1) * ROW - clientHeight;
    }
  }

  render(): void {
    if (!timelineShown(this.ui)) return;
    const { run, tasks } = this.session;
    this.nothing.hidden = tasks.total > 0;
    this.body.hidden = tasks.total === 0;
    if (!run || tasks.total === 0) {
      this.ticks.replaceChildren();
      return;
    }
    const { scene, placement } = this.drawing;
    const order: string[] = [];
    const labels = new Map<string, string>();
    for (const index of readingOrder(scene, placement)) {
      const node = at(scene.nodes, index);
      order.push(node.id, ...node.swallowed);
      labels.set(node.id, node.label);
    }
    for (const node of this.session.graph?.nodes ?? []) labels.set(node.id, node.label);
    this.depths = subflowDepths(this.session.graph);
    const now = this.session.now(Date.now());
    this.rows = timelineRows(tasks, order, labels);
    this.axis = timeAxis(tasks, run.started, now);
    this.space.style.height = `${this.rows.length * ROW}px`;
    this.drawTicks(this.axis);
    this.nowLine.style.setProperty("--at", String(this.axis.position(now)));
    this.nowLine.hidden = run.ended !== undefined;
    this.renderRows();
  }

  private drawTicks(axis: Axis): void {
    const marks = axis.ticks.map(({ at: place, label }) => {
      const tick = el("span", { class: "tl-tick" }, formatDuration(label));
      tick.style.left = `${place * 100}%`;
      return tick;
    });
    for (const gap of axis.breaks) {
      const fold = el("span", { class: "tl-break", title: "Nothing ran" });
      fold.append(`idle ${formatDuration(gap.end - gap.start)}`);
      fold.style.left = `${axis.position((gap.start + gap.end) / 2) * 100}%`;
      marks.push(fold);
    }
    this.ticks.replaceChildren(...marks);
  }

  private renderRows(): void {
    const from = Math.max(0, Math.floor(this.body.scrollTop / ROW) - EXTRA);
    const to = Math.min(
      this.rows.length,
      from + Math.ceil(this.body.clientHeight / ROW) + 2 * EXTRA,
    );
    const rows: HTMLElement[] = [];
    for (let index = from; index < to; index++) rows.push(this.row(at(this.rows, index), index));
    const lines = el("div", { class: "tl-lines", role: "presentation" }, this.nowLine, this.cursor);
    this.space.replaceChildren(lines, ...rows);
    const active = this.rows.findIndex((row) => row.node === this.ui.selection.node);
    if (active >= from && active < to)
      this.body.setAttribute("aria-activedescendant", `row${active}`);
    else this.body.removeAttribute("aria-activedescendant");
  }

  private row(row: Row, index: number): HTMLElement {
    const { node, task } = this.ui.selection;
    const chosen = row.node === node;
    const track = el("span", { class: "tl-track" });
    const now = this.session.now(Date.now());
    const bars = row.tasks.map((run) => barOf(run, now)).filter((bar) => bar !== undefined);
    for (const bar of this.axis ? joinedBars(bars, this.axis) : []) {
      track.append(...this.bar(bar, bar.task.id === task, this.onCritical(row.node)));
    }
    const tally = this.session.tasks.tallies.get(row.node);
    const status = this.statusText(bars);
    const item = el(
      "div",
      { class: "tl-row", role: "option", id: `row${index}`, "data-row": index },
      el("span", { class: "tl-label" }, visibleText(row.label)),
      track,
    );
    const depth = this.depths.get(row.node) ?? 0;
    if (depth > 0) item.style.setProperty("--depth", String(depth));
    item.ariaSelected = String(chosen);
    item.ariaSetSize = String(this.rows.length);
    item.ariaPosInSet = String(index + 1);
    item.ariaLabel = `${visibleText(row.label)}, ${status}`;
    if (tally && tally.total > 1) item.querySelector(".tl-label")?.append(` ×${tally.total}`);
    item.style.top = `${index * ROW}px`;
    return item;
  }

  private statusText(bars: readonly Bar[]): string {
    const [first] = bars;
    if (!first) return "waiting";
    if (bars.length > 1) return `${bars.length} task runs`;
    return `${statusWord(first.status)}, ${formatDuration(first.end - first.start)}`;
  }

  private bar(bar: Bar, chosen: boolean, critical: boolean): HTMLElement[] {
    const axis = this.axis;
    if (!axis) return [];
    const [queued, start, end] = [bar.queued, bar.start, bar.end].map((time) =>
      axis.position(time),
    );
    const box = el("span", {
      class: `tl-bar${chosen ? " chosen" : ""}${critical ? " critical" : ""}`,
      "data-status": bar.status,
      "data-task": bar.task.id,
      title: `${bar.task.name}: ${statusWord(bar.status)}, ${formatDuration(bar.end - bar.start)}`,
    });
    box.style.left = `${(start ?? 0) * 100}%`;
    box.style.width = `${((end ?? 0) - (start ?? 0)) * 100}%`;
    if ((start ?? 0) - (queued ?? 0) < 0.003) return [box];
    const wait = el("span", { class: "tl-wait" });
    wait.style.left = `${(queued ?? 0) * 100}%`;
    wait.style.width = `${((start ?? 0) - (queued ?? 0)) * 100}%`;
    return [wait, box];
  }

  private pick(event: MouseEvent): void {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>("[data-row]")?.dataset.row;
    const node = row === undefined ? undefined : this.rows[Number(row)]?.node;
    if (node === undefined) return;
    const task = target.closest<HTMLElement>("[data-task]")?.dataset.task;
    this.actions.select(task === undefined ? { node } : { node, task }, true);
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step === undefined || this.rows.length === 0) return;
    event.preventDefault();
    const here = this.rows.findIndex((row) => row.node === this.ui.selection.node);
    const next = Math.min(this.rows.length - 1, Math.max(0, here + step));
    this.actions.select({ node: at(this.rows, next).node }, true);
    this.reveal();
  }
}
