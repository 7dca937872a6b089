/** What every action does. */
import type { CommandInvoked } from "@millrace/protocol";
import type { Action } from "./actions.js";
import type { Format } from "./exports.js";
import { setAll } from "./model/collapse.js";
import { reasonOf } from "./model/format.js";
import { reach } from "./model/reach.js";
import { at } from "./model/scene.js";
import { shownTask } from "./model/shown-task.js";
import { isFailure, statusOf, statusWord } from "./model/status.js";
import type { Panel } from "./panel.js";
import type { ViewMode } from "./ui.js";
import { byId } from "./view/element.js";
import type { openForm as OpenForm } from "./view/form.js";

export class Commands {
  constructor(private readonly panel: Panel) {}

  fromHost({ command, node }: CommandInvoked): void {
    if (node !== undefined) this.panel.select({ node }, true);
    this.run(command === "criticalPath" ? "critical" : command);
  }

  run(action: Action): void {
    this.table[action]();
  }

  private readonly table: Record<Action, () => void> = {
    run: () => this.start(false, false),
    runLast: () => this.start(false, true),
    debug: () => this.start(true, false),
    stop: () => this.stop(),
    retry: () => this.retry(),
    debugTask: () => this.debugTask(),
    fit: () => this.panel.framing.fitAll(),
    fitSelection: () => this.fitSelection(),
    find: () => this.panel.toolbar.focusFind(),
    critical: () => this.toggle("critical"),
    compare: () => this.toggle("compare"),
    compareRuns: () => this.compareRuns(),
    answer: () => this.answer(),
    heat: () => this.toggle("heat"),
    follow: () => this.follow(),
    pin: () => this.panel.post({ type: "pin", pinned: !this.panel.session.pinned }),
    expandAll: () => this.setGroups("open"),
    collapseAll: () => this.setGroups("closed"),
    toggleGroup: () => this.toggleGroup(),
    openSource: () => this.open("call"),
    openDefinition: () => this.open("definition"),
    details: () => this.focusPane("showDetails"),
    logs: () => this.focusPane("showLogs"),
    nextFailed: () => this.failed(1),
    previousFailed: () => this.failed(-1),
    zoomIn: () => this.panel.graph.camera.zoom(1.25),
    zoomOut: () => this.panel.graph.camera.zoom(0.8),
    zoomReset: () => this.panel.graph.camera.zoom(1 / this.panel.graph.camera.scale),
    exportSvg: () => this.export("svg"),
    exportPng: () => this.export("png"),
    exportMermaid: () => this.export("mermaid"),
    exportJson: () => this.export("json"),
    copyError: () => this.copyError(),
    viewGraph: () => this.view("graph"),
    viewTimeline: () => this.view("timeline"),
    viewBoth: () => this.view("both"),
    viewList: () => this.view("list"),
    help: () => this.help(),
    backToGraph: () => this.back(),
  };

  private stop(): void {
    const { run } = this.panel.session;
    if (run && run.ended === undefined) this.panel.post({ type: "stop", run: run.id });
  }

  private retry(): void {
    const { run } = this.panel.session;
    if (run?.ended !== undefined) this.panel.post({ type: "retry", run: run.id });
  }

  private debugTask(): void {
    const { run } = this.panel.session;
    const task = shownTask(this.panel.session, this.panel.ui.selection);
    if (run && task) this.panel.post({ type: "debugTask", run: run.id, task: task.id });
  }

  private toggle(mark: "critical" | "compare" | "heat"): void {
    this.panel.ui[mark] = !this.panel.ui[mark];
    this.redraw();
  }

  /** "Resume follow" is shown where a pan interrupted it. */
  private follow(): void {
    const { ui } = this.panel;
    ui.follow = !ui.follow;
    byId("resume").hidden = true;
    this.redraw();
  }

  private setGroups(choice: "open" | "closed"): void {
    this.panel.ui.choices = setAll(this.panel.session.graph, choice);
    this.panel.drawing.rebuild();
  }

  private focusPane(pane: "showDetails" | "showLogs"): void {
    const { ui } = this.panel;
    ui[pane] = true;
    ui.side = pane === "showLogs" ? "logs" : "details";
    this.panel.uiChanged();
    this.panel.refreshChrome();
    if (pane === "showLogs") this.panel.logs.use((view) => view.focus());
    else this.panel.details.use((view) => view.focus());
  }

  private copyError(): void {
    const { session, ui } = this.panel;
    const task = shownTask(session, ui.selection) ?? session.tasks.firstFailed();
    if (!task) return;
    this.panel.later.use(({ errorMarkdown }) =>
      this.panel.post({ type: "copy", text: errorMarkdown(session, task) }),
    );
  }

  private start(debug: boolean, last: boolean): void {
    const { session } = this.panel;
    const { graph, runBlocked, lastParams } = session.source;
    if (!graph || runBlocked) return;
    const send = (params: Record<string, unknown>) =>
      this.panel.post({ type: "run", flow: graph.key, params, debug });
    if (graph.params.length === 0) send({});
    else if (last && lastParams) send(lastParams);
    else this.openForm(graph, lastParams, debug ? "Debug" : "Run", send);
  }

  /** Which other run, in a menu at what asked for it. */
  private compareRuns(): void {
    const { session } = this.panel;
    const active = document.activeElement;
    const anchor = active instanceof HTMLElement && active.offsetWidth > 0 ? active : byId("more");
    const others = session.runs.filter(({ id }) => id !== session.run?.id);
    const items = others.map(({ id, label, state, started }) => ({
      label: `${label} · ${statusWord(statusOf(state))} · ${new Date(started).toLocaleString()}`,
      checked: id === session.comparison?.left.id,
      run: () => this.panel.post({ type: "compareRuns", with: id }),
    }));
    if (items.length > 0) this.panel.later.use(({ openMenu }) => openMenu(anchor, items));
    else this.panel.announcer.say("There is no other run to compare with");
  }

  /** To the first question, wherever it is asked from. */
  private answer(): void {
    const { session, ui } = this.panel;
    const [request] = session.inputs;
    if (!request) {
      this.panel.announcer.say("The run asks nothing");
      return;
    }
    ui.showDetails = true;
    ui.side = "details";
    const { task } = request;
    this.panel.select(task !== undefined && session.tasks.byId.has(task) ? { task } : {}, true);
    this.panel.details.use((view) => view.focusInput());
  }

  private openForm(...asked: Parameters<typeof OpenForm>): void {
    this.panel.later.use(({ openForm }) => openForm(...asked));
  }

  private help(): void {
    this.panel.later.use(({ openHelp }) => openHelp());
  }

  private redraw(): void {
    const { emphasis, graph, toolbar, announcer, session } = this.panel;
    emphasis.update();
    graph.refreshMarks();
    toolbar.update();
    this.panel.refreshChrome();
    const path = emphasis.critical?.tasks;
    if (path && session.run)
      announcer.say(`Critical path: ${path.map(({ name }) => name).join(", ")}`);
    this.panel.uiChanged();
  }

  private fitSelection(): void {
    const { emphasis, drawing, graph } = this.panel;
    const { selected } = emphasis;
    if (selected === undefined) {
      this.panel.framing.fitAll();
      return;
    }
    graph.fit([
      selected,
      ...reach(drawing.scene, selected, "in"),
      ...reach(drawing.scene, selected, "out"),
    ]);
  }

  private toggleGroup(): void {
    const { emphasis, drawing, ui } = this.panel;
    const { selected } = emphasis;
    if (selected === undefined) return;
    let node = at(drawing.scene.nodes, selected);
    if (!node.group && node.parent >= 0) node = at(drawing.scene.nodes, node.parent);
    if (!node.group) return;
    ui.choices = { ...ui.choices, [node.id]: node.open ? "closed" : "open" };
    this.panel.select({ node: node.id });
    drawing.rebuild();
  }

  private open(target: "call" | "definition"): void {
    const { ui, session, drawing } = this.panel;
    const { node } = ui.selection;
    const index = node === undefined ? undefined : drawing.scene.drawn.get(node);
    const code = index === undefined ? undefined : at(drawing.scene.nodes, index).code;
    if (code && node !== undefined) {
      const reachable = target === "definition" && code.definition ? "definition" : "call";
      this.panel.post({ type: "revealNode", node, target: reachable, focus: true });
      return;
    }
    const { error } = shownTask(session, ui.selection) ?? session.run ?? {};
    const [frame] = error?.stack ?? session.run?.error?.stack ?? [];
    if (frame) {
      this.panel.post({
        type: "openSource",
        file: frame.file,
        line: frame.line,
        column: frame.column,
      });
    }
  }

  /** Failed nodes in reading order, round and round. */
  private failed(step: 1 | -1): void {
    const { mirror, drawing, emphasis, announcer } = this.panel;
    const list = mirror.reading.filter((index) => {
      const node = at(drawing.scene.nodes, index);
      return !node.open && isFailure(drawing.look(index).status);
    });
    if (list.length === 0) {
      announcer.say("Nothing failed");
      return;
    }
    const { selected } = emphasis;
    const here = selected === undefined ? -1 : list.indexOf(selected);
    const next =
      here < 0 ? (step > 0 ? 0 : list.length - 1) : (here + step + list.length) % list.length;
    this.panel.select({ node: at(drawing.scene.nodes, at(list, next)).id }, true);
  }

  private export(format: Format): void {
    const { session, drawing, host, announcer } = this.panel;
    import("./later.js")
      .then(({ exportAs }) => exportAs(format, session, drawing, host))
      .catch((error) => announcer.say(`The export failed: ${reasonOf(error)}`));
  }

  private view(mode: ViewMode): void {
    this.panel.ui.mode = mode;
    this.panel.modeChanged();
  }

  private back(): void {
    const { ui, toolbar, mirror, timeline } = this.panel;
    toolbar.clearFind();
    if (ui.find !== "") {
      ui.find = "";
      this.panel.searchCleared();
    }
    // A low and narrow panel shows one pane at a time.
    if (byId("work").firstElementChild?.clientWidth === 0 && ui.mode !== "timeline") {
      ui.side = "none";
      this.panel.uiChanged();
      this.panel.refreshChrome();
    }
    if (ui.mode === "timeline") timeline.use((view) => view.focus());
    else mirror.tree.focus({ preventScroll: true });
  }
}
