/** What stands out and what steps back: selection, hover, search, filter, critical path, drift. */
import type { NodeId } from "@millrace/protocol";
import type { Drawing } from "./drawing.js";
import { type CriticalPath, criticalPath } from "./model/critical.js";
import { type Drift, drift } from "./model/drift.js";
import { findNodes, passes } from "./model/find.js";
import { lineage } from "./model/reach.js";
import { at, type SceneEdge, type SceneNode } from "./model/scene.js";
import type { Session } from "./model/session.js";
import type { Ui } from "./ui.js";

export class Emphasis {
  found: number[] = [];
  critical: CriticalPath | undefined;
  drift: Drift | undefined;
  /** The node under the pointer, once it rested there. */
  hovered: number | undefined;
  private bright: ReadonlySet<number> | undefined;
  private wrong = new Set<NodeId>();

  constructor(
    private readonly session: Session,
    private readonly ui: Ui,
    private readonly drawing: Drawing,
  ) {}

  get selected(): number | undefined {
    const { node } = this.ui.selection;
    return node === undefined ? undefined : this.drawing.scene.drawn.get(node);
  }

  /** Anything it depends on changed. */
  update(): void {
    const { session, ui, drawing } = this;
    const hasRun = session.run !== undefined;
    this.critical =
      ui.critical && hasRun ? criticalPath(session.tasks, session.now(Date.now())) : undefined;
    const compares = hasRun && (ui.compare || ui.filter === "drift");
    this.drift = compares ? drift(session.graph, session.tasks) : undefined;
    this.found = findNodes(drawing.scene, ui.find, (node) => this.labels(node));
    this.wrong = new Set(session.source.stale?.nodes ?? []);
    this.bright = this.hovered === undefined ? undefined : lineage(drawing.scene, this.hovered);
  }

  /** A closed group is found by what it holds. */
  private labels(node: SceneNode): string[] {
    if (node.swallowed.length === 0) return [node.label];
    const inner = new Set(node.swallowed);
    const members = (this.session.graph?.nodes ?? []).filter(({ id }) => inner.has(id));
    return [node.label, ...members.map(({ label }) => label)];
  }

  faded = (index: number): boolean => {
    if (this.bright && !this.bright.has(index)) return true;
    const node = at(this.drawing.scene.nodes, index);
    if (node.open) return false;
    if (this.ui.find.trim() !== "" && !this.found.includes(index)) return true;
    if (this.ui.filter === "all") return false;
    return !passes(node, this.drawing.look(index).status, this.ui.filter, this.drift);
  };

  /** The node's share of the run's time, 0 to 1, where a person asked for it. */
  heat = (index: number): number | undefined => {
    const { run } = this.session;
    const { elapsed } = this.drawing.look(index);
    if (!this.ui.heat || !run || elapsed === undefined) return undefined;
    const whole = Math.max(1, this.session.now(Date.now()) - run.started);
    return Math.min(1, elapsed / whole);
  };

  node = (node: SceneNode): string => {
    const classes: string[] = [];
    const { index, id, code } = node;
    if (index === this.selected) classes.push("selected");
    if (
      this.session.lit !== undefined &&
      this.drawing.scene.drawn.get(this.session.lit) === index
    ) {
      classes.push("lit");
    }
    if (this.faded(index)) classes.push("faded");
    if (this.found.includes(index)) classes.push("found");
    if (!code) classes.push("seen");
    if (code?.certainty === "maybe") classes.push("maybe");
    if (code?.certainty === "unreachable") classes.push("unreachable");
    if (this.wrong.has(id)) classes.push("wrong");
    if (this.holds(node, this.critical?.nodes)) classes.push("critical");
    if (this.drift && this.ui.compare) {
      if (this.holds(node, this.drift.missed)) classes.push("code-only");
      else if (this.drift.runOnly.has(id)) classes.push("run-only");
      else if (this.drift.codeOnly.has(id)) classes.push("not-reached");
    }
    return classes.join(" ");
  };

  edge = (edge: SceneEdge): string => {
    const classes: string[] = [];
    const { selected } = this;
    const { selection } = this.ui;
    const chosen = selection.edge;
    if (chosen && edge.code.some((c) => c.from === chosen.from && c.to === chosen.to)) {
      classes.push("selected", "strong");
    } else if (selected !== undefined && (edge.from === selected || edge.to === selected)) {
      classes.push("touching", "strong");
    }
    const { bright } = this;
    if (bright) {
      if (bright.has(edge.from) && bright.has(edge.to)) classes.push("strong");
      else classes.push("faded");
    } else if (this.faded(edge.from) || this.faded(edge.to)) classes.push("faded");
    const path = this.critical?.nodes;
    const { nodes } = this.drawing.scene;
    const isOnPath = ({ id, swallowed }: SceneNode) =>
      path?.has(id) || swallowed.some((each) => path?.has(each));
    if (path && isOnPath(at(nodes, edge.from)) && isOnPath(at(nodes, edge.to))) {
      classes.push("critical", "strong");
    }
    if (this.drawing.look(edge.to).status === "running") classes.push("active");
    if (edge.back) classes.push("back");
    return classes.join(" ");
  };

  private holds(node: SceneNode, ids: ReadonlySet<NodeId> | undefined): boolean {
    if (!ids || node.open) return false;
    return ids.has(node.id) || node.swallowed.some((id) => ids.has(id));
  }
}
