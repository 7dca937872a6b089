/** The parameter form, before a run starts. */
import type { FlowGraph } from "@millrace/protocol";
import { type Field, fieldOf, parseField } from "../model/form.js";
import { visibleText } from "../model/format.js";
import type { ValueControl } from "./controls.js";
import { control, el } from "./element.js";

interface Entry {
  field: Field;
  read(): string | boolean;
  input: HTMLElement;
  problem: HTMLElement;
}

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
    const area = event.target instanceof Element && event.target.closest("vscode-text-area");
    const pressable = event.target instanceof Element && event.target.closest("vscode-button");
    if (event.key !== "Enter" || pressable || (area && !event.ctrlKey && !event.metaKey)) return;
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

/** @returns undefined, with every problem shown, where a value is not as typed. */
function readAll(entries: readonly Entry[]): Record<string, unknown> | undefined {
  const params: Record<string, unknown> = {};
  let firstBad: HTMLElement | undefined;
  for (const { field, read, input, problem } of entries) {
    const parsed = parseField(field, read());
    problem.textContent = parsed.ok ? "" : parsed.problem;
    input.setAttribute("aria-invalid", String(!parsed.ok));
    if (!parsed.ok) firstBad ??= input;
    else if (parsed.value !== undefined) params[field.param.name] = parsed.value;
  }
  firstBad?.focus();
  return firstBad ? undefined : params;
}

function fieldBox({ field, input, problem }: Entry): HTMLElement {
  const description = field.param.schema.description;
  return el(
    "div",
    { class: "field" },
    el(
      "div",
      { class: "field-label" },
      el("span", { class: "field-name" }, visibleText(field.param.name)),
      el("code", { class: "faint" }, visibleText(field.hint)),
      field.param.required && el("span", { class: "required" }, "required"),
    ),
    typeof description === "string" && el("p", { class: "faint" }, visibleText(description)),
    input,
    problem,
  );
}

function entryOf(field: Field): Entry {
  const name = visibleText(field.param.name);
  const problem = el("p", { class: "field-problem", role: "alert" });
  if (field.kind === "check") {
    const input = el("input", { type: "checkbox", "aria-label": name, checked: field.initial });
    return { field, input, problem, read: () => input.checked };
  }
  if (field.kind === "choice") {
    const select = el("select", { "aria-label": name });
    if (!field.param.required) select.append(el("option", { value: "" }, "(default)"));
    field.choices.forEach(({ label }, index) => {
      select.append(el("option", { value: index }, label));
    });
    select.value = field.initial;
    return { field, input: select, problem, read: () => select.value };
  }
  const area = field.kind === "json";
  const input = control(area ? "vscode-text-area" : "vscode-text-field", {
    "aria-label": name,
    placeholder: field.param.required ? "" : "default",
    ...(area ? { rows: 4, resize: "vertical" } : {}),
  }) as ValueControl;
  input.setAttribute("value", field.initial);
  input.value = field.initial;
  return { field, input, problem, read: () => input.value };
}
