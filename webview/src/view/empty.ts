/** What stands in the graph's place when there is none. */
import type { Actions } from "../actions.js";
import { visibleText } from "../model/format.js";
import type { Session } from "../model/session.js";
import { button } from "./details-parts.js";
import { byId, control, el, svg } from "./element.js";

export class EmptyView {
  private readonly place = byId("empty");
  private shown = "";

  constructor(
    private readonly session: Session,
    private readonly actions: Actions,
  ) {}

  update(): void {
    const { source, run } = this.session;
    const nothing = source.phase === "empty" && !run;
    const kind = nothing
      ? `empty ${source.fileLabel ?? ""}`
      : source.phase === "loading"
        ? "loading"
        : "";
    this.place.hidden = kind === "";
    if (kind === this.shown) return;
    this.shown = kind;
    if (kind === "loading") {
      this.place.replaceChildren(
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
    this.place.replaceChildren(
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
