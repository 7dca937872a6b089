/** The fields of a form: one for each value, with its name, its type and what is wrong with it. */
import { type Field, parseField } from "../model/form.js";
import { visibleText } from "../model/format.js";
import type { ValueControl } from "./controls.js";
import { control, el } from "./element.js";

export interface Entry {
  field: Field;
  read(): string | boolean;
  input: HTMLElement;
  problem: HTMLElement;
}

/** @returns undefined, with every problem shown, where a value is not as typed. */
export function readAll(entries: readonly Entry[]): Record<string, unknown> | undefined {
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

export function fieldBox({ field, input, problem }: Entry): HTMLElement {
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

/** Whether Enter, pressed here, sends the form: not where it makes a line, or presses a button. */
export function sends(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || !(event.target instanceof Element)) return false;
  if (event.target.closest("vscode-button")) return false;
  const makesLine = event.target.closest("vscode-text-area") !== null;
  return !makesLine || event.ctrlKey || event.metaKey;
}

export function entryOf(field: Field): Entry {
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
