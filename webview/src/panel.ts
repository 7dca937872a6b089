/** The panel: messages in, drawing and views out, one selection across all of them. */
import type { HostToPanel, NodeId, TaskRunId } from "@millrace/protocol";
import type { Actions } from "./actions.js";
import { Commands } from "./commands.js";
import { Drawing } from "./drawing.js";
import { Emphasis } from "./emphasis.js";
import type { Host } from "./host.js";
import { LayoutWorker } from "./layout/worker.js";
import { reveal } from "./model/collapse.js";
import { plural } from "./model/format.js";
import type { Box } from "./model/geometry.js";
import { type Direction, neighbour, OPPOSITE } from "./model/navigate.js";
import { at } from "./model/scene.js";
import { type Change, Session } from "./model/session.js";
import { type Selection, savedPart, type Ui } from "./ui.js";
import { Announcer } from "./view/announcer.js";
import { Banners } from "./view/banners.js";
import type { CameraState } from "./view/camera.js";
import { DetailsView } from "./view/details.js";
import { byId } from "./view/element.js";
import { GraphView } from "./view/graph.js";
import { attachGraphKeys, attachPanelKeys } from "./view/keyboard.js";
import { LogsView } from "./view/logs.js";
import { Mirror } from "./view/mirror.js";
import { batched } from "./view/motion.js";
import { attachPointer, type PointerTarget } from "./view/pointer.js";
import { applySizes, attachSashes } from "./view/sashes.js";
import { ViewSwitch } from "./view/switch.js";
import { TimelineView } from "./view/timeline.js";
import { Toolbar } from "./view/toolbar.js";

/** Structure may change with every task of a dynamic flow; layouts wait for a breath. */
const STRUCTURE_PAUSE = 150;
const HOVER_PAUSE = 120;
/** Counts and details follow task states at this pace; cards follow every frame. */
const CHROME_PAUSE = 200;
/** A camera that moved more often would be hard to watch. */
const FOLLOW_PAUSE = 1000;

export class Panel implements Actions {
  readonly session = new Session();
  readonly drawing: Drawing;
  readonly graph: GraphView;
  readonly mirror: Mirror;
  readonly emphasis: Emphasis;
  readonly timeline: TimelineView;
  readonly logs: LogsView;
  readonly details: DetailsView;
  readonly toolbar: Toolbar;
  readonly announcer: Announcer;
  private readonly banners: Banners;
  private readonly commands: Commands;
  private readonly modes: ViewSwitch;
  private layoutProblem: string | undefined;
  private shownFlow: string | undefined;
  private structure: ReturnType<typeof setTimeout> | undefined;
  private hoverTimer: ReturnType<typeof setTimeout> | undefined;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private anchors = new Map<NodeId, Box>();
  private chromeSoon: ReturnType<typeof setTimeout> | undefined;
  private readonly chrome = batched(() => this.updateChrome());

  constructor(
    readonly host: Host,
    readonly ui: Ui,
    workerUri: string,
  ) {
    const { session } = this;
    this.keptCamera = ui.camera;
    const worker = new LayoutWorker(workerUri);
    worker.warm();
    this.drawing = new Drawing(
      session,
      ui,
      worker,
      () => this.drawingReplaced(),
      (reason) => this.layoutFailed(reason),
    );
    this.emphasis = new Emphasis(session, ui, this.drawing);
    this.graph = new GraphView(this.drawing, {
      node: this.emphasis.node,
      edge: this.emphasis.edge,
      faded: this.emphasis.faded,
      selected: () => this.emphasis.selected,
    });
    this.mirror = new Mirror(this.drawing, () => session.run !== undefined);
    this.timeline = new TimelineView(
      session,
      this.drawing,
      this,
      () => ui.selection,
      (node) => this.emphasis.critical?.nodes.has(node) ?? false,
      () => ui.mode !== "graph",
    );
    this.logs = new LogsView(
      session,
      ui,
      this,
      (time) => this.timeline.showCursor(time),
      () => this.selectedTasks(),
    );
    this.details = new DetailsView(session, this.drawing, ui, this);
    this.announcer = new Announcer(session);
    this.banners = new Banners(session, ui, this);
    this.modes = new ViewSwitch(this);
    this.commands = new Commands(this);
    this.toolbar = new Toolbar(session, ui, this, (what) => this.toolbarChanged(what));
    this.attach();
    this.modes.apply(false);
    this.chrome();
  }

  act(action: Parameters<Actions["act"]>[0]): void {
    this.commands.run(action);
  }

  post(message: Parameters<Actions["post"]>[0]): void {
    this.host.post(message);
  }

  receive(message: HostToPanel): void {
    const change = this.session.apply(message);
    if (change) this.changed(change);
  }

  private changed(change: Change): void {
    const { session } = this;
    switch (change.what) {
      case "gap":
        this.post({ type: "ready" });
        return;
      case "everything":
        this.sourceChanged();
        this.selectFailure();
        this.logs.update();
        break;
      case "source":
        this.sourceChanged();
        break;
      case "run":
        if (change.other) {
          delete this.ui.selection.task;
          this.drawing.rebuild();
        }
        this.drawing.staleAll();
        this.graph.refreshMarks();
        if (change.finished) {
          this.announcer.progress();
          this.selectFailure();
        }
        this.logs.update();
        break;
      case "tasks":
        this.tasksChanged(change.nodes, change.added);
        this.chromeSoon ??= setTimeout(() => {
          this.chromeSoon = undefined;
          this.chrome();
        }, CHROME_PAUSE);
        return;
      case "logs":
        this.logs.update();
        return;
      case "lit":
        this.graph.refreshMarks();
        if (session.lit !== undefined) this.show(session.lit);
        return;
      case "command":
        this.commands.fromHost(change.message);
        return;
      case "details":
      case "edge":
        this.details.update();
        return;
      default:
        break;
    }
    this.chrome();
  }

  private sourceChanged(): void {
    const { graph } = this.session;
    if (graph?.key !== this.shownFlow) {
      const restored = this.shownFlow === undefined && this.ui.flow === graph?.key;
      this.shownFlow = graph?.key;
      if (!restored) {
        this.ui.choices = {};
        this.ui.selection = {};
        this.keptCamera = undefined;
      }
      this.fresh = true;
      if (graph) this.ui.flow = graph.key;
      this.drawing.rebuild(true);
      return;
    }
    this.drawing.rebuild();
  }

  private tasksChanged(nodes: Set<NodeId>, added: boolean): void {
    const indices = this.drawing.stale(nodes);
    this.graph.refresh(indices);
    this.mirror.refresh(indices, this.emphasis.selected);
    if (added && this.drawing.lacks(nodes)) {
      this.structure ??= setTimeout(() => {
        this.structure = undefined;
        this.drawing.rebuild();
      }, STRUCTURE_PAUSE);
    }
    this.announcer.progress();
    this.timeline.update();
    this.follow(nodes);
  }

  private followed = 0;

  /** The camera goes along with what runs, until a person takes it. */
  private follow(nodes: Iterable<NodeId>): void {
    const now = performance.now();
    if (!this.ui.follow || this.session.run?.ended !== undefined) return;
    if (now - this.followed < FOLLOW_PAUSE) return;
    for (const id of nodes) {
      const index = this.drawing.scene.drawn.get(id);
      if (index === undefined || this.drawing.look(index).status !== "running") continue;
      this.followed = now;
      if (this.graph.camera.scale >= 0.4) this.graph.reveal(index, 0.6);
      return;
    }
  }

  /** A failed run opens on its first failure, unless a person is looking at something. */
  private selectFailure(): void {
    const { run, tasks } = this.session;
    if (run?.ended === undefined || this.ui.selection.edge) return;
    const failed = tasks.firstFailed();
    if (!failed || tasks.failures === 0) return;
    this.select({ node: tasks.nodeOf(failed), task: failed.id }, true);
  }

  select(selection: Selection, show = false): void {
    const task =
      selection.task === undefined ? undefined : this.session.tasks.byId.get(selection.task);
    const node = selection.node ?? (task && this.session.tasks.nodeOf(task));
    this.ui.selection = node === undefined ? selection : { ...selection, node };
    const shown = selection.edge ? this.askEdge(selection.edge) : this.askDetails();
    if (!shown && task)
      this.post({ type: "details", run: this.session.run?.id ?? "", task: task.id });
    this.emphasis.update();
    this.graph.refreshMarks();
    this.mirror.select(this.emphasis.selected);
    this.details.update();
    this.timeline.render();
    this.timeline.reveal();
    if (this.ui.log.selected) this.logs.update();
    if (show && node !== undefined) this.show(node);
    this.uiChanged();
  }

  private askEdge(edge: NonNullable<Selection["edge"]>): boolean {
    const flow = this.session.graph?.key;
    if (flow !== undefined) this.post({ type: "explainEdge", flow, edge });
    return true;
  }

  private askDetails(): boolean {
    const task = this.details.task();
    const run = this.session.run;
    if (!task || !run) return false;
    this.post({ type: "details", run: run.id, task: task.id });
    return true;
  }

  /** Brings a node into view, and opens what hides it. */
  show(node: NodeId): void {
    const index = this.drawing.scene.drawn.get(node);
    if (index === undefined) return;
    if (at(this.drawing.scene.nodes, index).id !== node) {
      this.ui.choices = reveal(this.session.graph, node, this.ui.choices);
      this.drawing.rebuild();
    } else this.graph.reveal(index);
  }

  private selectedTasks(): ReadonlySet<TaskRunId> | undefined {
    const { node, task } = this.ui.selection;
    if (task !== undefined) return new Set([task]);
    const index = node === undefined ? undefined : this.drawing.scene.drawn.get(node);
    if (index === undefined) return undefined;
    const { id, swallowed } = at(this.drawing.scene.nodes, index);
    const runs = [id, ...swallowed].flatMap((each) => this.session.tasks.byNode.get(each) ?? []);
    return new Set(runs.map((run) => run.id));
  }

  private drawingReplaced(): void {
    const { drawing, graph } = this;
    this.layoutProblem = undefined;
    this.emphasis.update();
    const first = this.fresh || this.anchors.size === 0 || !this.keeps();
    graph.replaced(first ? undefined : this.anchor());
    if (first) {
      graph.fitNow();
      if (this.keptCamera) graph.camera.set(this.keptCamera);
    }
    if (drawing.placement.quality === "final") this.fresh = false;
    this.drawnFlow = this.shownFlow;
    this.lastStep = undefined;
    this.anchors = new Map(
      drawing.scene.nodes.map((node) => [node.id, at(drawing.placement.boxes, node.index)]),
    );
    this.mirror.replaced();
    this.mirror.select(this.emphasis.selected);
    this.timeline.update(true);
    this.chrome();
    this.uiChanged();
  }

  /** Whether any node was there before: else there is nothing to hold on to. */
  private keeps(): boolean {
    if (this.drawnFlow !== this.shownFlow) return false;
    return this.drawing.scene.nodes.some(({ id }) => this.anchors.has(id));
  }

  private drawnFlow: string | undefined;
  /** The first final layout of a flow frames it anew, unless a person already moved. */
  private fresh = true;
  /** Where the camera was before the webview was hidden or reloaded. */
  private keptCamera: CameraState | undefined;

  /** The selected node, else the one in the middle, keeps its place on the screen. */
  private anchor(): { index: number; before: Box } | undefined {
    const candidates = [this.emphasis.selected, this.session.lit, this.lastCentral];
    for (const candidate of candidates) {
      const index =
        typeof candidate === "string" ? this.drawing.scene.drawn.get(candidate) : candidate;
      const id = index === undefined ? undefined : this.drawing.scene.nodes[index]?.id;
      const before = id === undefined ? undefined : this.anchors.get(id);
      if (index !== undefined && before) return { index, before };
    }
    return undefined;
  }

  private lastCentral: NodeId | undefined;

  private layoutFailed(reason: unknown): void {
    const why = reason instanceof Error ? reason.message : String(reason);
    this.layoutProblem = `The layout worker did not answer (${why}); this is a simpler layout.`;
    this.chrome();
  }

  private updateChrome(): void {
    const { session, drawing, emphasis } = this;
    emphasis.update();
    this.toolbar.update();
    this.banners.update(this.layoutProblem, emphasis.drift);
    this.details.update();
    this.timeline.update();
    byId("panel").classList.toggle("stale", session.source.stale !== undefined);
    byId("panel").classList.toggle("lost", session.run?.lost !== undefined);
    byId("panel").classList.toggle("has-run", session.run !== undefined);
    byId("panel").classList.toggle(
      "empty-source",
      session.source.phase === "empty" && !session.run,
    );
    byId("hairline").hidden = drawing.placement.quality === "final";
    this.showSummary();
  }

  /** How much is folded away, where it is much. */
  private showSummary(): void {
    const { nodes } = this.drawing.scene;
    const groups = nodes.filter((node) => node.swallowed.length > 0);
    const hidden = groups.reduce((sum, node) => sum + node.swallowed.length, 0);
    const summary = byId("summary");
    summary.hidden = hidden < 60;
    if (!summary.hidden) {
      const text = `${plural(groups.length, "group")} of ${plural(hidden, "task")}`;
      if (summary.dataset.text === text) return;
      summary.dataset.text = text;
      const open = document.createElement("button");
      open.className = "link";
      open.textContent = "Expand all";
      open.addEventListener("click", () => this.act("expandAll"));
      summary.replaceChildren(`Showing ${text} `, open);
    }
  }

  private toolbarChanged(what: "mode" | "find" | "filter"): void {
    if (what === "mode") {
      this.modes.apply(true);
      return;
    }
    this.emphasis.update();
    this.graph.refreshMarks();
    const { found } = this.emphasis;
    const [first] = found;
    if (what === "find") {
      this.toolbar.showFound(
        this.ui.find.trim() === "" ? "" : plural(found.length, "match", "matches"),
      );
      if (first !== undefined) this.graph.reveal(first);
    }
  }

  /** Clears the marks of a hover, or sets them once the pointer rested. */
  hover({ node }: PointerTarget): void {
    clearTimeout(this.hoverTimer);
    const apply = () => {
      if (this.emphasis.hovered === node) return;
      this.emphasis.hovered = node;
      this.emphasis.update();
      this.graph.refreshMarks();
    };
    if (node === undefined || at(this.drawing.scene.nodes, node).open) {
      if (this.emphasis.hovered !== undefined) {
        node = undefined;
        this.hoverTimer = setTimeout(apply, HOVER_PAUSE);
      }
    } else this.hoverTimer = setTimeout(apply, HOVER_PAUSE);
  }

  uiChanged(): void {
    applySizes(this.ui);
    const panel = byId("panel");
    panel.classList.toggle("no-details", !this.ui.showDetails);
    panel.classList.toggle("no-logs", !this.ui.showLogs);
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => this.host.save(savedPart(this.ui)), 200);
  }

  private attach(): void {
    const { graph, mirror, drawing } = this;
    graph.onCamera = (state) => {
      this.ui.camera = state;
      const central = graph.central();
      this.lastCentral = central === undefined ? undefined : drawing.scene.nodes[central]?.id;
      this.uiChanged();
    };
    attachSashes(this.ui, () => this.uiChanged());
    attachPointer(graph.viewport, graph.camera, {
      pick: (target) => this.pick(target),
      open: ({ node, toggle }) => {
        if (node !== undefined && !toggle) this.act("openDefinition");
      },
      hover: (target) => this.hover(target),
      panned: () => this.stopFollowing(),
      locate: (x, y) => graph.locate(x, y),
    });
    attachGraphKeys(mirror.tree, {
      act: (action) => this.act(action),
      walk: (direction) => this.walk(direction),
      pan: (dx, dy) => {
        graph.camera.pan(dx, dy);
        this.stopFollowing();
      },
      choose: () => {
        const index = this.emphasis.selected ?? mirror.first;
        if (index !== undefined) this.select({ node: at(drawing.scene.nodes, index).id }, true);
      },
    });
    attachPanelKeys((action) => this.act(action));
    byId("resume").addEventListener("click", () => this.act("follow"));
    setInterval(() => this.tick(), 1000);
  }

  /** The step just taken, so that the opposite key takes it back. */
  private lastStep: { from: number; to: number; back: Direction } | undefined;

  private walk(direction: Direction): void {
    const { drawing, mirror, lastStep } = this;
    const here = this.emphasis.selected;
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
    this.select({ node: at(drawing.scene.nodes, next).id }, true);
  }

  private pick({ node, edge, toggle }: PointerTarget): void {
    this.mirror.tree.focus({ preventScroll: true });
    if (node !== undefined) {
      const { id } = at(this.drawing.scene.nodes, node);
      this.select({ node: id });
      if (toggle) this.act("toggleGroup");
      else if (at(this.drawing.scene.nodes, node).code) {
        this.post({ type: "revealNode", node: id, target: "call", focus: false });
      }
      return;
    }
    const line = edge === undefined ? undefined : this.drawing.scene.edges[edge];
    const code = line?.code[0];
    if (line && code) this.select({ edge: { from: code.from, to: code.to, kind: code.kind } });
    else if (line) {
      const { nodes } = this.drawing.scene;
      const ends = { from: at(nodes, line.from).id, to: at(nodes, line.to).id };
      this.select({ edge: { ...ends, kind: line.kind } });
    } else this.select({});
  }

  private stopFollowing(): void {
    this.fresh = false;
    const { run } = this.session;
    if (!this.ui.follow || !run || run.ended !== undefined) return;
    this.ui.follow = false;
    byId("resume").hidden = false;
    this.chrome();
  }

  /** Clocks, once a second, of what is seen and runs. */
  private tick(): void {
    const { run } = this.session;
    if (!run || run.ended !== undefined || run.lost || document.hidden) return;
    const { drawing, graph } = this;
    const running: NodeId[] = [];
    for (const index of graph.cards.mountedIndices()) {
      const { status } = drawing.look(index);
      if (status === "running" || status === "retrying")
        running.push(at(drawing.scene.nodes, index).id);
    }
    graph.refresh(drawing.stale(running));
    this.toolbar.tick();
    this.details.tick();
    this.timeline.update();
  }

  refreshChrome(): void {
    this.chrome();
  }

  modeChanged(): void {
    this.modes.apply(true);
    this.chrome();
  }

  searchCleared(): void {
    this.toolbarChanged("find");
  }

  themeChanged(): void {
    this.graph.themeChanged();
  }
}
