/** The details of what is selected: a node, a task run, an edge, or the run as a whole. */
import type { InputRequest, TaskRun } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import type { Drawing } from "../drawing.js";
import { reasonText } from "../model/annotate.js";
import { kindWord } from "../model/describe.js";
import { formatDuration, plural, visibleText } from "../model/format.js";
import { at } from "../model/scene.js";
import type { Session } from "../model/session.js";
import { shownTask } from "../model/shown-task.js";
import { STATUSES, statusOf, statusWord } from "../model/status.js";
import type { Ui } from "../ui.js";
import { artifactSection } from "./artifacts.js";
import { comparedSection, comparisonSections } from "./comparison.js";
import { edgeSections } from "./details-edge.js";
import { errorSection } from "./details-error.js";
import { button, heading, rows, section } from "./details-parts.js";
import { attemptsSection, memberSection, retryLine, valuesSection } from "./details-run.js";
import { linkSections, optionSection, paramsSection, problemSection } from "./details-source.js";
import { byId, el } from "./element.js";
import { icon, nodeIcon, statusIcon } from "./icons.js";
import { InputCards } from "./inputs.js";
import { batched } from "./motion.js";
import { trendSection } from "./trend.js";

export class DetailsView {
  private readonly pane = byId("details");
  private readonly inputs: InputCards;
  private readonly content = el("div", { class: "details-content" });
  private shown = "";
  private clocks: { element: HTMLElement; text: () => string }[] = [];
  readonly update = batched(() => this.render());

  constructor(
    private readonly session: Session,
    private readonly drawing: Drawing,
    private readonly ui: Ui,
    private readonly actions: Actions,
  ) {
    this.inputs = new InputCards(session, actions);
    this.pane.append(this.inputs.element, this.content);
  }

  focus(): void {
    this.pane.focus();
  }

  /** To the first question that the run asks; it is there once it was drawn. */
  focusInput(): void {
    this.render();
    this.inputs.element.scrollIntoView({ block: "nearest" });
    this.inputs.focus();
  }

  /** Running clocks only; nothing else moves. */
  tick(): void {
    for (const { element, text } of this.clocks) element.textContent = text();
    this.inputs.tick();
  }

  /** Built anew only when what it says changed, so that focus and scroll stay while a run ticks. */
  render(): void {
    this.inputs.update(this.requests());
    const key = this.key();
    if (key === this.shown) return;
    const sameSubject = key.split("\u0000")[0] === this.shown.split("\u0000")[0];
    const focused = this.focusPath();
    this.shown = key;
    this.clocks = [];
    const parts = this.parts();
    const isSection = (part: Node) => part instanceof Element && part.matches(".details-section");
    this.content.replaceChildren(
      el("div", { class: "details-top" }, ...parts.filter((part) => !isSection(part))),
      el("div", { class: "details-sections" }, ...parts.filter(isSection)),
    );
    // Where it is the same the browser keeps the place; to ask for it would lay all out at once.
    if (!sameSubject) this.pane.scrollTop = 0;
    if (sameSubject && focused >= 0) this.focusables()[focused]?.focus();
  }

  /** Those of what is selected; with nothing selected, all. */
  private requests(): readonly InputRequest[] {
    const { node } = this.ui.selection;
    const index = node === undefined ? undefined : this.drawing.scene.drawn.get(node);
    if (index === undefined) return this.session.inputs;
    const { id, swallowed } = at(this.drawing.scene.nodes, index);
    return this.session.requestsOf([id, ...swallowed]);
  }

  private focusables(): HTMLElement[] {
    return [...this.content.querySelectorAll<HTMLElement>("button, summary, [tabindex]")];
  }

  private focusPath(): number {
    return this.focusables().indexOf(document.activeElement as HTMLElement);
  }

  private key(): string {
    const { node, edge } = this.ui.selection;
    const subject = JSON.stringify([node, edge, this.task()?.id, this.session.run?.id]);
    const { run, tasks, source } = this.session;
    const tally = node === undefined ? undefined : tasks.tallies.get(node);
    const task = this.task();
    const about = node === undefined ? [...tasks.counts] : [...(tally?.counts ?? [])];
    const rest = [
      run?.state.name,
      run?.ended,
      run?.lost,
      run?.retryOf,
      source.phase,
      source.stale,
      source.graph?.nodes.length,
      source.graph?.edges.length,
      about,
      task && [task.state, task.attempt, task.ended, task.error?.message],
      task && [this.session.details.has(task.id), this.session.trends.get(task.id)?.length],
      this.session.comparison?.left.id,
      this.session.artifacts?.seq,
      edge && this.session.explanation(edge)?.seq,
      this.drawing.scene.edges.length,
      this.session.inputs.length,
    ];
    return `${subject}\u0000${JSON.stringify(rest)}`;
  }

  private task(): TaskRun | undefined {
    return shownTask(this.session, this.ui.selection);
  }

  private parts(): Node[] {
    const { node, edge } = this.ui.selection;
    if (edge) return edgeSections(this.session, this.drawing.scene, edge, this.actions);
    const index = node === undefined ? undefined : this.drawing.scene.drawn.get(node);
    if (node === undefined || index === undefined) return this.overview();
    return this.nodeSections(index);
  }

  private nodeSections(index: number): Node[] {
    const { session, actions } = this;
    const node = at(this.drawing.scene.nodes, index);
    const look = this.drawing.look(index);
    const task = this.task();
    const own = task && look.expected === 1 && !look.waits;
    const status = own ? statusOf(task.state) : look.status;
    const reason = task && reasonText(task);
    const elapsed = el("span", { class: "elapsed" });
    this.clocks.push({
      element: elapsed,
      text: () => {
        const now = this.drawing.look(index).elapsed;
        return now === undefined ? "" : ` · ${formatDuration(now)}`;
      },
    });
    const head = el(
      "header",
      { class: "details-head", "data-status": status },
      icon(nodeIcon(node, status)),
      el("h2", { title: node.label }, visibleText(node.label)),
      el(
        "p",
        { class: "details-state" },
        session.run ? `${look.waits ? "waits for you" : statusWord(status)} · ` : "",
        kindWord(node),
        elapsed,
      ),
      task?.state.message !== undefined &&
        !task.error &&
        el("p", { class: "details-message" }, visibleText(task.state.message)),
      reason !== undefined && el("p", { class: "details-message" }, reason),
    );
    const parts: (Node | undefined)[] = [
      head,
      this.buttons(node.id, task),
      problemSection(session, node, actions),
      task && errorSection(session, task, actions),
      comparedSection(session, node),
      memberSection(session, node, this.ui.selection, actions),
      task && attemptsSection(task),
      task && trendSection(session.trends.get(task.id), task.id, actions),
      ...(task ? valuesSection(session, task) : []),
      optionSection(node),
      ...linkSections(this.drawing.scene, node, actions),
    ];
    this.tick();
    return parts.filter((part) => part !== undefined);
  }

  private buttons(node: string, task: TaskRun | undefined): HTMLElement {
    const { actions, session } = this;
    const coded = this.session.graph?.nodes.find(({ id }) => id === node);
    const failed = task && session.run?.ended !== undefined && task.error;
    return el(
      "div",
      { class: "details-buttons" },
      coded && button("Source", "go-to-file", () => actions.act("openSource")),
      coded?.definition && button("Task", "arrow-right", () => actions.act("openDefinition")),
      task && button("Logs", "output", () => actions.act("logs")),
      failed && button("Retry from here", "rerun", () => actions.act("retry")),
      failed && button("Debug this task", "bug", () => actions.act("debugTask")),
    );
  }

  private overview(): Node[] {
    const { session, actions } = this;
    const { run, tasks, graph } = session;
    if (!run) {
      if (!graph) return [el("p", { class: "faint" }, "Select a task to see its details.")];
      return [
        el(
          "header",
          { class: "details-head" },
          icon("subflow"),
          el("h2", {}, visibleText(graph.name)),
          el(
            "p",
            { class: "details-state" },
            graph.nodes.length === 1 && graph.edges.length === 0
              ? "1 step"
              : `${plural(graph.nodes.length, "node")}, ${plural(graph.edges.length, "edge")}`,
          ),
        ),
        ...paramsSection(session, actions),
      ];
    }
    const elapsed = el("span", { class: "elapsed" });
    this.clocks.push({
      element: elapsed,
      text: () => formatDuration(session.now(Date.now()) - run.started),
    });
    const waits = run.ended === undefined && session.inputs.length > 0;
    const status = run.lost ? "crashed" : waits ? "paused" : statusOf(run.state);
    const counts = STATUSES.filter((name) => tasks.count(name) > 0).map(
      (name): [string, string] => [statusWord(name), String(tasks.count(name))],
    );
    const others = session.runs.length > 1 && !session.comparison;
    const parts: (Node | undefined)[] = [
      el(
        "header",
        { class: "details-head", "data-status": status },
        icon(statusIcon(status)),
        el("h2", {}, `Run ${visibleText(run.label)}`),
        el(
          "p",
          { class: "details-state" },
          `${run.lost ? "lost" : waits ? "waits for you" : statusWord(status)} · `,
          elapsed,
        ),
        retryLine(session, actions),
      ),
      el(
        "div",
        { class: "details-buttons" },
        others && button("Compare with…", "compare", () => actions.act("compareRuns")),
      ),
      run.error && errorSection(session, { ...stub(run.error.task), error: run.error }, actions),
      ...comparisonSections(session, actions),
      counts.length > 0 ? section(heading("Tasks"), rows(counts)) : undefined,
      artifactSection(session, actions),
      ...paramsSection(session, actions),
    ];
    this.tick();
    return parts.filter((part) => part !== undefined);
  }
}

/** The run's own error is shown as a task's would be. */
function stub(task: string | undefined): Pick<TaskRun, "id" | "name"> {
  return { id: task ?? "", name: "the flow" };
}
