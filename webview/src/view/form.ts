/** The parameter form, before a run starts. */
import type { FlowGraph } from "@millrace/protocol";
import { fieldOf } from "../model/form.js";
import { visibleText } from "../model/format.js";
import { control, el } from "./element.js";
import { entryOf, fieldBox, readAll, sends } from "./fields.js";

/** Calls `submit` with values that are as typed; those left out keep their defaults. */
export function openForm(
  graph: FlowGraph,
  last: Record<string, unknown> | undefined,
  verb: "Run" | "Debug",
  submit: (params: Record<string, unknown>) => void,
): void {
  const opener = document.activeElement;
  const entries = graph.params.map((param) => entryOf(fieldOf(param, last)));
  const title = el("h2", { id: "form-title" }, `${verb} ${visibleText(graph.name)}`);
  const start = control("vscode-button", {}, verb);
  const cancel = control("vscode-button", { appearance: "secondary" }, "Cancel");
  const dialog = el(
    "dialog",
    { class: "form", "aria-labelledby": "form-title" },
    title,
    el("div", { class: "fields" }, ...entries.map(fieldBox)),
    el("div", { class: "form-buttons" }, start, cancel),
  );
  const send = () => {
    const params = readAll(entries);
    if (!params) return;
    dialog.close();
    submit(params);
  };
  start.addEventListener("click", send);
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (!sends(event)) return;
    event.preventDefault();
    send();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener instanceof HTMLElement) opener.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  entries[0]?.input.focus();
}
