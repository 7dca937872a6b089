/** What is wrong, out of date or waiting, above the graph. */
import type { InputRequest } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import type { Drift } from "../model/drift.js";
import { baseName, plural, visibleText } from "../model/format.js";
import { comparedLabel, type Session } from "../model/session.js";
import type { Ui } from "../ui.js";
import { link } from "./details-parts.js";
import { byId, el } from "./element.js";
import { type IconName, icon } from "./icons.js";

export class Banners {
  private readonly place = byId("banners");
  private shown = "";

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
