/** The toolbar: what can be done now, and how the run stands. */
import type { Actions } from "../actions.js";
import { formatClock, formatCount, formatDuration } from "../model/format.js";
import type { Session } from "../model/session.js";
import { statusOf, statusWord } from "../model/status.js";
import type { Filter, Ui, ViewMode } from "../ui.js";
import type { ButtonControl, ValueControl } from "./controls.js";
import { byId, control, el, setText } from "./element.js";
import { icon, setIcon, statusIcon } from "./icons.js";
import { sideShown } from "./sashes.js";

/** What a person sets here or in its menus. */
export type Choice = "mode" | "find" | "filter" | "density";

export class Toolbar {
  private readonly row = byId("toolbar");
  private readonly run = byId<ButtonControl>("run");
  private readonly stop = byId<ButtonControl>("stop");
  private readonly retry = byId<ButtonControl>("retry");
  private readonly flows = byId<ValueControl>("flows");
  private readonly runs = byId<ValueControl>("runs");
  private readonly counts = byId("counts");
  private readonly mode = byId<ValueControl>("mode");
  readonly find = byId<ValueControl>("find");
  private readonly found = byId("found");
  private readonly filter = byId<ValueControl>("filter");
  private readonly done = el("span", { class: "done" });
  private readonly failures = el("span", { class: "failures" });
  private stateKey = "";
  private readonly clock = el("span", { class: "clock", title: "Elapsed" });
  private runsKey = "";
  private flowsKey = "";

  constructor(
    private readonly session: Session,
    private readonly ui: Ui,
    actions: Actions,
    private readonly changed: (what: "mode" | "find" | "filter") => void,
    menu: (id: "run-menu" | "more") => void,
  ) {
    for (const action of [
      "run",
      "stop",
      "retry",
      "critical",
      "compare",
      "follow",
      "fit",
      "pin",
    ] as const) {
      byId(action).addEventListener("click", () => actions.act(action));
    }
    this.runs.addEventListener("change", () => {
      if (this.runs.value) actions.post({ type: "selectRun", run: this.runs.value });
    });
    this.flows.addEventListener("change", () => {
      if (this.flows.value) actions.post({ type: "selectFlow", flow: this.flows.value });
    });
    this.mode.value = ui.mode;
    this.mode.addEventListener("change", () => {
      const value = this.mode.value as ViewMode;
      if (value === ui.mode || !value) return;
      ui.mode = value;
      this.changed("mode");
    });
    this.find.addEventListener("input", () => {
      ui.find = this.find.value;
      this.changed("find");
    });
    this.filter.addEventListener("change", () => {
      ui.filter = this.filter.value as Filter;
      this.changed("filter");
    });
    for (const pane of ["details", "logs"] as const) {
      byId(`side-${pane}`).addEventListener("click", () => {
        ui.side = sideShown(ui) === pane ? "none" : pane;
        actions.uiChanged();
        this.update();
      });
    }
    // Where there is no place for the field it stands in that of the run, while it is used.
    this.find.addEventListener("blur", () => {
      if (this.find.value === "") this.row.classList.remove("finding");
    });
    for (const id of ["run-menu", "more"] as const) {
      byId(id).addEventListener("click", () => menu(id));
    }
  }

  focusFind(): void {
    if (this.find.offsetWidth === 0) this.row.classList.add("finding");
    this.find.focus();
  }

  clearFind(): void {
    this.find.value = "";
    this.row.classList.remove("finding");
  }

  showFound(text: string): void {
    setText(this.found, text);
  }

  update(): void {
    const { run, source, tasks } = this.session;
    const live = run !== undefined && run.ended === undefined && run.lost === undefined;
    const ready = source.phase === "ready" && source.graph !== undefined;
    const blocked = source.runBlocked;
    setDisabled(this.run, !ready || blocked !== undefined);
    setDisabled(byId<ButtonControl>("run-menu"), !ready || blocked !== undefined);
    this.run.title = blocked ? blocked.message : "Run (R)";
    setDisabled(this.stop, !live);
    const failed = run?.ended !== undefined && statusOf(run.state) !== "success";
    setDisabled(this.retry, !failed || blocked !== undefined);
    this.updateFlows();
    this.updateRuns();
    this.updateCounts();
    press("critical", this.ui.critical);
    press("compare", this.ui.compare);
    press("follow", this.ui.follow);
    press("pin", this.session.pinned);
    press("side-details", sideShown(this.ui) === "details");
    press("side-logs", sideShown(this.ui) === "logs");
    setDisabled(byId<ButtonControl>("side-logs"), run === undefined);
    setDisabled(byId<ButtonControl>("side-details"), !run && source.graph === undefined);
    const pin = byId("pin").querySelector("svg");
    if (pin) setIcon(pin, this.session.pinned ? "pinned" : "pin");
    for (const id of ["critical", "compare", "follow"]) {
      setDisabled(byId<ButtonControl>(id), tasks.total === 0 && id !== "follow");
    }
    this.mode.value = this.ui.mode;
    this.filter.value = this.ui.filter;
  }

  tick(): void {
    const { run } = this.session;
    if (!run) return;
    const elapsed = this.session.now(Date.now()) - run.started;
    setText(this.clock, run.ended === undefined ? formatClock(elapsed) : formatDuration(elapsed));
  }

  private updateCounts(): void {
    const { run, tasks } = this.session;
    this.counts.hidden = !run;
    if (!run) return;
    const waits = run.ended === undefined && this.session.inputs.length > 0;
    const status = waits ? "paused" : statusOf(run.state);
    const word = run.lost ? "lost" : waits ? "waits for you" : statusWord(status);
    if (word !== this.stateKey) {
      this.stateKey = word;
      const state = el("span", { class: "run-state" }, word);
      state.dataset.status = run.lost ? "crashed" : status;
      state.prepend(icon(run.lost ? "warning" : statusIcon(status)));
      this.counts.replaceChildren(state, this.done, this.failures, this.clock);
    }
    setText(this.done, `${formatCount(tasks.done)}/${formatCount(tasks.total)} done`);
    this.failures.hidden = tasks.failures === 0;
    setText(this.failures, `${formatCount(tasks.failures)} failed`);
    this.tick();
  }

  private updateRuns(): void {
    const { runs, run } = this.session;
    const list = run && !runs.some(({ id }) => id === run.id) ? [{ ...run }, ...runs] : runs;
    const key = JSON.stringify([
      run?.id,
      run?.lost !== undefined,
      list.map(({ id, label, state }) => [id, label, state.name]),
    ]);
    if (key === this.runsKey) return;
    this.runsKey = key;
    this.runs.hidden = list.length === 0;
    const options = list.map(({ id, label, state }) =>
      control(
        "vscode-option",
        { value: id, selected: id === run?.id },
        `${label} · ${id === run?.id && run.lost ? "lost" : statusWord(statusOf(state))}`,
      ),
    );
    if (!run && list.length > 0) {
      options.unshift(control("vscode-option", { value: "", selected: true }, "No run shown"));
    }
    this.runs.replaceChildren(...options);
  }

  private updateFlows(): void {
    const { flows, graph } = this.session.source;
    const key = JSON.stringify([graph?.key, flows]);
    if (key === this.flowsKey) return;
    this.flowsKey = key;
    this.flows.hidden = flows.length < 2;
    const options = flows.map((flow) =>
      control("vscode-option", { value: flow.key, selected: flow.key === graph?.key }, flow.name),
    );
    this.flows.replaceChildren(...options);
  }
}

function press(id: string, on: boolean): void {
  byId(id).setAttribute("aria-pressed", String(on));
}

function setDisabled(element: ButtonControl, disabled: boolean): void {
  element.toggleAttribute("disabled", disabled);
}
