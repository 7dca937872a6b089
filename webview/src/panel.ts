/** The panel: messages in, drawing and views out, one selection across all of them. */
import type { EdgeRef, HostToPanel, NodeId, TaskRunId } from "@millrace/protocol";
import type { Actions } from "./actions.js";
import { Chrome } from "./chrome.js";
import { Commands } from "./commands.js";
import { Deferred } from "./deferred.js";
import { Drawing } from "./drawing.js";
import { Emphasis } from "./emphasis.js";
import { Framing } from "./framing.js";
import { Gestures } from "./gestures.js";
import type { Host } from "./host.js";
import { reveal } from "./model/collapse.js";
import { plural } from "./model/format.js";
import { at } from "./model/scene.js";
import { type Change, Session } from "./model/session.js";
import { shownTask } from "./model/shown-task.js";
import { type Selection, savedPart, timelineShown, type Ui } from "./ui.js";
import { Announcer } from "./view/announcer.js";
import type { DetailsView } from "./view/details.js";
import { byId } from "./view/element.js";
import { GraphView } from "./view/graph.js";
import { attachPanelKeys } from "./view/keyboard.js";
import type { LogsView } from "./view/logs.js";
import { Mirror } from "./view/mirror.js";
import { applyPanes, attachSashes } from "./view/sashes.js";
import { ViewSwitch } from "./view/switch.js";
import type { TimelineView } from "./view/timeline.js";
import { type Choice, Toolbar } from "./view/toolbar.js";

/** Structure may change with every task of a dynamic flow; layouts wait for a breath. */
const STRUCTURE_PAUSE = 150;

export class Panel implements Actions {
  readonly session = new Session();
  readonly drawing: Drawing;
  readonly graph: GraphView;
  readonly mirror: Mirror;
  readonly emphasis: Emphasis;
  readonly timeline: Deferred<TimelineView>;
  readonly logs: Deferred<LogsView>;
  readonly details: Deferred<DetailsView>;
  /** Menus, dialogs, files: what a person asks for. */
  readonly later: Deferred<typeof import("./later.js")>;
  readonly toolbar: Toolbar;
  readonly announcer: Announcer;
  readonly framing: Framing;
  private readonly gestures: Gestures;
  private readonly commands: Commands;
  private readonly modes: ViewSwitch;
  private readonly chrome: Chrome;
  private shownFlow: string | undefined;
  private structure: ReturnType<typeof setTimeout> | undefined;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  /** The code of a part did not come. */
  readonly partFailed = (reason: unknown): void => this.chrome.partFailed(reason);

  constructor(
    readonly host: Host,
    readonly ui: Ui,
    workerUri: string,
  ) {
    const { session } = this;
    const load = () => import("./later.js");
    this.later = new Deferred(load, this.partFailed);
    const worker = load().then(({ startWorker }) => startWorker(workerUri));
    this.drawing = new Drawing(
      session,
      ui,
      async (scene, before) => (await worker).place(scene, before),
      () => this.drawingReplaced(),
      (reason) => this.chrome.layoutFailed(reason),
    );
    this.emphasis = new Emphasis(session, ui, this.drawing);
    this.graph = new GraphView(this.drawing, {
      node: this.emphasis.node,
      edge: this.emphasis.edge,
      faded: this.emphasis.faded,
      selected: () => this.emphasis.selected,
      heat: this.emphasis.heat,
    });
    this.framing = new Framing(
      session,
      this.drawing,
      this.graph,
      () => this.emphasis.selected,
      ui.camera,
    );
    this.mirror = new Mirror(this.drawing, () => session.run !== undefined);
    this.timeline = new Deferred(async () => {
      const { TimelineView: View } = await load();
      const critical = (node: NodeId) => this.emphasis.critical?.nodes.has(node) ?? false;
      return new View(session, this.drawing, this, ui, critical);
    }, this.partFailed);
    this.logs = new Deferred(async () => {
      const { LogsView: View } = await load();
      const hover = (time: number | undefined) => this.timeline.here?.showCursor(time);
      return new View(session, ui, this, hover, () => this.selectedTasks());
    }, this.partFailed);
    this.details = new Deferred(async () => {
      const { DetailsView: View } = await load();
      return new View(session, this.drawing, ui, this);
    }, this.partFailed);
    this.announcer = new Announcer(session);
    this.modes = new ViewSwitch(this);
    this.commands = new Commands(this);
    const changed = (what: Choice) => this.toolbarChanged(what);
    this.toolbar = new Toolbar(session, ui, this, changed, (id) =>
      this.later.use(({ toolbarMenu }) => toolbarMenu(id, session, ui, this, changed)),
    );
    this.gestures = new Gestures(this);
    this.chrome = new Chrome(this);
    this.attach();
    this.modes.apply(false);
    this.chrome.update();
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
    switch (change.what) {
      case "gap":
        this.post({ type: "ready" });
        return;
      case "everything":
        this.sourceChanged();
        this.selectFailure();
        this.updateLogs();
        break;
      case "source":
        this.sourceChanged();
        break;
      case "run":
        if (change.other) {
          delete this.ui.selection.task;
          this.drawing.rebuild();
        }
        this.looksChanged();
        if (change.finished) {
          this.announcer.progress();
          this.selectFailure();
        }
        this.updateLogs();
        break;
      case "tasks":
        this.tasksChanged(change.nodes, change.added);
        this.chrome.updateSoon();
        return;
      case "logs":
        this.updateLogs();
        return;
      case "lit":
        this.graph.refreshMarks();
        this.showLit();
        return;
      case "command":
        this.commands.fromHost(change.message);
        return;
      case "details":
      case "edge":
        this.details.use((view) => view.update());
        this.gestures.explained();
        return;
      case "inputs":
        for (const request of change.asked) this.announcer.ask(request);
        this.looksChanged();
        break;
      case "comparison":
        // What was asked for is shown: it stands where a node's details would.
        if (this.session.comparison) this.select({});
        this.looksChanged();
        break;
    }
    this.chrome.update();
  }

  private looksChanged(): void {
    this.drawing.staleAll();
    this.graph.refreshMarks();
  }

  private sourceChanged(): void {
    const { graph, source } = this.session;
    if (graph?.key !== this.shownFlow) {
      const restored = this.shownFlow === undefined && this.ui.flow === graph?.key;
      this.shownFlow = graph?.key;
      if (!restored) {
        this.ui.choices = {};
        this.ui.selection = {};
        this.framing.begin();
      }
      if (graph) {
        this.ui.flow = graph.key;
        this.ui.file = source?.file;
      }
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
    this.updateTimeline();
    if (this.ui.follow && this.session.run?.ended === undefined) this.framing.follow();
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
    if (selection.edge) this.askEdge(selection.edge);
    else this.askDetails();
    this.chrome.markSubject();
    this.emphasis.update();
    this.graph.refreshMarks();
    this.mirror.select(this.emphasis.selected);
    this.details.use((view) => view.update());
    if (timelineShown(this.ui)) {
      this.timeline.use((view) => {
        view.render();
        view.reveal();
      });
    }
    if (this.ui.log.selected) this.updateLogs();
    if (show && node !== undefined) this.show(node);
    this.uiChanged();
  }

  askEdge(edge: EdgeRef): void {
    const flow = this.session.graph?.key;
    if (flow !== undefined) this.post({ type: "explainEdge", flow, edge });
  }

  private askDetails(): void {
    const task = shownTask(this.session, this.ui.selection);
    const run = this.session.run;
    if (task && run) this.post({ type: "details", run: run.id, task: task.id });
  }

  /** The cursor opens nothing: what it is in may be lit as the closed group around it. */
  private showLit(): void {
    const { lit } = this.session;
    const index = lit === undefined ? undefined : this.drawing.scene.drawn.get(lit);
    if (index !== undefined) this.framing.reveal(index);
  }

  /** Brings a node into view, and opens what hides it. */
  show(node: NodeId): void {
    const index = this.drawing.scene.drawn.get(node);
    if (index === undefined) return;
    if (at(this.drawing.scene.nodes, index).id !== node) {
      this.ui.choices = reveal(this.session.graph, node, this.ui.choices);
      this.drawing.rebuild();
    } else this.framing.reveal(index);
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
    this.chrome.layoutDone();
    this.gestures.replaced();
    this.emphasis.update();
    this.framing.replaced(this.shownFlow);
    this.mirror.replaced();
    this.mirror.select(this.emphasis.selected);
    this.updateTimeline(true);
    this.chrome.update();
    this.uiChanged();
  }

  /** Where it is shown; what nobody sees costs nothing. */
  updateTimeline(now = false): void {
    if (timelineShown(this.ui)) this.timeline.use((view) => view.update(now));
  }

  private updateLogs(): void {
    if (this.session.run) this.logs.use((view) => view.update());
  }

  private toolbarChanged(what: Choice): void {
    if (what === "mode") this.modes.apply(true);
    else if (what === "density") this.drawing.rebuild();
    else {
      this.emphasis.update();
      this.graph.refreshMarks();
      if (what === "find") this.showFound(this.emphasis.found);
    }
  }

  private showFound(found: readonly number[]): void {
    const text = this.ui.find.trim() === "" ? "" : plural(found.length, "match", "matches");
    this.toolbar.showFound(text);
    const [first] = found;
    if (first !== undefined) this.framing.reveal(first);
  }

  uiChanged(): void {
    applyPanes(this.ui, this.session.run !== undefined);
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => {
      this.ui.camera = this.framing.state;
      this.host.save(savedPart(this.ui));
    }, 200);
  }

  private attach(): void {
    this.graph.onCamera = () => this.uiChanged();
    this.graph.onDrawn = () => this.chrome.drawn();
    this.graph.onTaken = () => {
      this.framing.taken();
      this.stopFollowing();
    };
    attachSashes(this.ui, () => this.uiChanged());
    attachPanelKeys((action) => this.act(action));
    byId("resume").addEventListener("click", () => this.act("follow"));
    setInterval(() => this.tick(), 1000);
  }

  private stopFollowing(): void {
    const { run } = this.session;
    if (!this.ui.follow || !run || run.ended !== undefined) return;
    this.ui.follow = false;
    byId("resume").hidden = false;
    this.chrome.update();
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
    graph.tick(drawing.stale(running));
    this.toolbar.tick();
    this.details.here?.tick();
    this.updateTimeline();
  }

  refreshChrome(): void {
    this.chrome.update();
  }

  modeChanged(): void {
    this.modes.apply(true);
    this.chrome.update();
  }

  searchCleared(): void {
    this.toolbarChanged("find");
  }

  themeChanged(): void {
    this.graph.themeChanged();
  }
}
