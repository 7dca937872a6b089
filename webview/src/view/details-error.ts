/** An error with its stack; every frame leads to its source. */
import type { Frame, TaskRun } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import { baseName, visibleText } from "../model/format.js";
import type { Session } from "../model/session.js";
import { heading, link, section } from "./details-parts.js";
import { control, el } from "./element.js";
import { icon } from "./icons.js";

const FRAMES = 30;

export function errorSection(
  session: Session,
  task: Pick<TaskRun, "id" | "name" | "error">,
  actions: Actions,
): HTMLElement | undefined {
  const { error } = task;
  if (!error) return undefined;
  const copy = control(
    "vscode-button",
    { appearance: "icon", "aria-label": "Copy as Markdown", title: "Copy as Markdown" },
    icon("copy"),
  );
  copy.addEventListener("click", () => actions.act("copyError"));
  const culprit = error.task !== undefined && error.task !== task.id ? error.task : undefined;
  const culpritName = culprit === undefined ? undefined : session.tasks.byId.get(culprit)?.name;
  return section(
    el("div", { class: "heading-row" }, heading("Error"), copy),
    el(
      "p",
      { class: "error-text" },
      el("strong", {}, visibleText(error.name)),
      error.message ? `: ${visibleText(error.message.slice(0, 4000))}` : "",
    ),
    culpritName !== undefined &&
      el(
        "p",
        {},
        "In ",
        link(culpritName, () => actions.select({ task: culprit ?? "" }, true)),
      ),
    el(
      "ol",
      { class: "stack" },
      ...error.stack.slice(0, FRAMES).map((frame) => line(frame, actions)),
    ),
    error.stack.length > FRAMES &&
      el("p", { class: "faint" }, `${error.stack.length - FRAMES} more frames`),
  );
}

function line(frame: Frame, actions: Actions): HTMLElement {
  const { file, line: at, column } = frame;
  const place = link(
    `${baseName(file)}:${at}:${column}`,
    () => actions.post({ type: "openSource", file, line: at, column }),
    file,
  );
  return el("li", {}, el("span", {}, visibleText(frame.function ?? "(top level)")), " ", place);
}
