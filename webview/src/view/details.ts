/** The details of what is selected: a node, a task run, an edge, or the run as a whole. */
import type { TaskRun } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import type { Drawing } from "../drawing.js";
import { kindWord } from "../model/describe.js";
import { formatDuration, plural, visibleText } from "../model/format.js";
import { at } from "../model/scene.js";
import type { Session } from "../model/session.js";
import { shownTask } from "../model/shown-task.js";
import { STATUSES, statusOf, statusWord } from "../model/status.js";
import type { Ui } from "../ui.js";
import { edgeSections } from "./details-edge.js";
import { errorSection } from "./details-error.js";
import { button, heading, rows, section } from "./details-parts.js";
import { attemptsSection, memberSection, valuesSection } from "./details-run.js";
import { linkSections, optionSection, paramsSection, problemSection } from "./details-source.js";
import { byId, el } from "./element.js";
import { icon, nodeIcon, statusIcon } from "./icons.js";
import { batched } from "./motion.js";

export class DetailsView {
  private readonly pane = byId("details");
  private shown = "";
  private clocks: { element: HTMLElement; text: () => string }[] = [];
  readonly update = batched(() => this.render());

  constructor(
    private readonly session: Session,
    private readonly drawing: Drawing,
    private readonly ui: Ui,
    private readonly actions: Actions,
  ) {}

  focus(): void {
    this.pane.focus();
  }

  /** Running clocks only; nothing else moves. */
  tick(): void {
    for (const { element, text } of this.clocks) element.textContent = text();
  }

  /** Built anew only when what it says changed, so that focus and scroll stay while a run ticks. */
  private render(): void {
    const key = this.key();
    if (key === this.shown) return;
    const sameSubject = key.split("\u0000")[0] === this.shown.split("\u0000")[0];
    const { scrollTop } = this.pane;
    const focused = this.focusPath();
    this.shown = key;
    this.clocks = [];
    this.pane.replaceChildren(...this.content());
    this.pane.scrollTop = sameSubject ? scrollTop : 0;
    if (sameSubject && focused >= 0) this.focusables()[focused]?.focus();
  }

  private focusables(): HTMLElement[] {
    return [...this.pane.querySelectorAll<HTMLElement>("button, summary, [tabindex]")];
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
      source.phase,
      source.stale,
      source.graph?.nodes.length,
      source.graph?.edges.length,
      about,
      task && [task.state, task.attempt, task.ended, task.error?.message],
      task && this.session.details.has(task.id),
      edge && this.session.explanation(edge)?.seq,
      this.drawing.scene.edges.length,
    ];
    return `${subject}\u0000${JSON.stringify(rest)}`;
  }

  private task(): TaskRun | undefined {
    return shownTask(this.session, this.ui.selection);
  }

  private content(): Node[] {
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
    const status = task && look.expected === 1 ? statusOf(task.state) : look.status;
    const elapsed = el("span", { class: "elapsed" });
    this.clocks.push({
      element: elapsed,
      text: () => {
        const now = this.drawing.look(index).elapsed;
        return now === undefined ? "" : formatDuration(now);
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
        session.run ? `${statusWord(status)} · ` : "",
        kindWord(node),
        " ",
        elapsed,
      ),
      task?.state.message !== undefined &&
        !task.error &&
        el("p", { class: "details-message" }, visibleText(task.state.message)),
    );
    const parts: (Node | undefined)[] = [
      head,
      this.buttons(node.id, task),
      problemSection(session, node, actions),
      task && errorSection(session, task, actions),
      memberSection(session, node, this.ui.selection, actions),
      task && attemptsSection(task),
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
            `${plural(graph.nodes.length, "node")}, ${plural(graph.edges.length, "edge")}`,
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
    const status = run.lost ? "crashed" : statusOf(run.state);
    const counts = STATUSES.filter((name) => tasks.count(name) > 0).map(
      (name): [string, string] => [statusWord(name), String(tasks.count(name))],
    );
    const parts: (Node | undefined)[] = [
      el(
        "header",
        { class: "details-head", "data-status": status },
        icon(statusIcon(status)),
        el("h2", {}, `Run ${visibleText(run.label)}`),
        el(
          "p",
          { class: "details-state" },
          `${run.lost ? "lost" : statusWord(status)} · `,
          elapsed,
        ),
      ),
      run.error && errorSection(session, { ...stub(run.error.task), error: run.error }, actions),
      counts.length > 0 ? section(heading("Tasks"), rows(counts)) : undefined,
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
