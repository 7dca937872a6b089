/** What is wrong or out of date, above the graph; and what stands in its place when there is none. */
import type { InputRequest } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import type { Drift } from "../model/drift.js";
import { baseName, plural, visibleText } from "../model/format.js";
import { comparedLabel, type Session } from "../model/session.js";
import type { Ui } from "../ui.js";
import { button, link } from "./details-parts.js";
import { byId, control, el, svg } from "./element.js";
import { type IconName, icon } from "./icons.js";

export class Banners {
  private readonly place = byId("banners");
  private readonly empty = byId("empty");
  private shown = "";
  private emptyShown = "";

  constructor(
    private readonly session: Session,
    private readonly ui: Ui,
    private readonly actions: Actions,
  ) {}

  update(layoutProblem: string | undefined, drift: Drift | undefined): void {
    const { source, run } = this.session;
    const differs = this.ui.compare && drift ? driftText(drift) : undefined;
    const key = JSON.stringify([
      source.stale,
      source.runBlocked,
      run?.lost,
      run?.codeChanged,
      layoutProblem,
      differs,
      this.session.inputs.map(({ id }) => id),
      this.session.comparison?.left.id,
    ]);
    if (key !== this.shown) {
      this.shown = key;
      this.place.replaceChildren(...this.banners(layoutProblem, differs));
    }
    this.updateEmpty();
  }

  private banners(layoutProblem: string | undefined, differs: string | undefined): HTMLElement[] {
    const { source, run } = this.session;
    const list: HTMLElement[] = [];
    const { stale, runBlocked } = source;
    const [asked] = this.session.inputs;
    if (asked) list.push(askBanner(asked, this.session.inputs.length, this.actions));
    if (stale) {
      const where = stale.location;
      list.push(
        banner(
          "error",
          "error",
          `This is the last good graph. ${stale.message}`,
          where &&
            link(`${baseName(where.file)}:${where.range.start.line + 1}`, () =>
              this.actions.post({ type: "openSource", file: where.file, range: where.range }),
            ),
        ),
      );
    }
    if (run?.lost)
      list.push(banner("warning", "warning", `The run process is gone. ${run.lost.message}`));
    if (runBlocked) {
      const { action } = runBlocked;
      list.push(
        banner(
          "info",
          "info",
          runBlocked.message,
          action &&
            link(action.label, () =>
              this.actions.post({ type: "runBlockedAction", command: action.command }),
            ),
        ),
      );
    }
    if (run?.codeChanged && !this.ui.compare) {
      list.push(
        banner(
          "info",
          "compare",
          "The code changed since this run.",
          link("Compare", () => this.actions.act("compare")),
        ),
      );
    }
    if (differs !== undefined) list.push(banner("info", "compare", differs));
    if (this.session.comparison) {
      const stop = link("Stop comparing", () => this.actions.post({ type: "compareRuns" }));
      const text = `Compared with ${comparedLabel(this.session)}: times on the tasks are this run's, and how much longer it took.`;
      list.push(banner("info", "compare", text, stop));
    }
    if (layoutProblem !== undefined) list.push(banner("warning", "warning", layoutProblem));
    return list;
  }

  private updateEmpty(): void {
    const { source, run } = this.session;
    const nothing = source.phase === "empty" && !run;
    const kind = nothing
      ? `empty ${source.fileLabel ?? ""}`
      : source.phase === "loading"
        ? "loading"
        : "";
    this.empty.hidden = kind === "";
    if (kind === this.emptyShown) return;
    this.emptyShown = kind;
    if (kind === "loading") {
      this.empty.replaceChildren(
        control("vscode-progress-ring", { "aria-label": "Reading the flow" }),
        el("p", { class: "faint" }, "Reading the flow…"),
      );
      return;
    }
    const where = source.fileLabel ? `in ${visibleText(source.fileLabel)}` : "in this file";
    const text = el("p", {}, `No flow found ${where}.`);
    const hint = el(
      "p",
      { class: "faint" },
      "A flow is a function wrapped in flow(), its steps are task() functions.",
    );
    this.empty.replaceChildren(
      sketch(),
      text,
      hint,
      el(
        "div",
        { class: "empty-buttons" },
        button("Insert example flow", "arrow-right", () =>
          this.actions.post({ type: "insertExample" }),
        ),
        button("Open a flow", "go-to-file", () => this.actions.post({ type: "openFlow" })),
      ),
    );
  }
}

function askBanner(asked: InputRequest, count: number, actions: Actions): HTMLElement {
  const more = count > 1 ? ` And ${plural(count - 1, "more question")}.` : "";
  const text = `The run waits for you: ${asked.prompt ?? asked.key}${more}`;
  return banner(
    "question",
    "pause",
    text,
    link("Answer", () => actions.act("answer")),
  );
}

function banner(
  kind: string,
  name: IconName,
  text: string,
  ...rest: (Node | undefined)[]
): HTMLElement {
  const role = kind === "error" || kind === "warning" ? "alert" : "status";
  return el(
    "div",
    { class: `banner ${kind}`, role },
    icon(name),
    el("span", { class: "banner-text", title: text }, visibleText(text)),
    ...rest,
  );
}

export function driftText(drift: Drift): string {
  const parts: string[] = [];
  const notReached = drift.codeOnly.size - drift.missed.size;
  if (drift.missed.size > 0) parts.push(`${plural(drift.missed.size, "task")} only in the code`);
  if (drift.runOnly.size > 0) parts.push(`${plural(drift.runOnly.size, "task")} only in the run`);
  if (drift.runOnlyEdges.length > 0)
    parts.push(`${plural(drift.runOnlyEdges.length, "edge")} only in the run`);
  if (notReached > 0) parts.push(`${plural(notReached, "task")} that may be skipped did not run`);
  return parts.length === 0 ? "The code and the run agree." : `${parts.join(", ")}.`;
}

/** The outline of a small flow. */
function sketch(): SVGSVGElement {
  const picture = svg("svg", { class: "sketch", viewBox: "0 0 260 90", "aria-hidden": "true" });
  const boxes: [number, number][] = [
    [2, 30],
    [178, 2],
    [178, 58],
  ];
  for (const [x, y] of boxes) picture.append(svg("rect", { x, y, width: 80, height: 30, rx: 6 }));
  for (const [x, y] of boxes)
    picture.append(
      svg("rect", { class: "line", x: x + 14, y: y + 13, width: 44, height: 4, rx: 2 }),
    );
  picture.append(svg("path", { d: "M82 45H124Q130 45 130 39V23Q130 17 136 17H178" }));
  picture.append(svg("path", { d: "M82 45H124Q130 45 130 51V67Q130 73 136 73H178" }));
  return picture;
}
