/** The small pieces that details are made of. */
import { visibleText } from "../model/format.js";
import { control, el } from "./element.js";
import { type IconName, icon } from "./icons.js";

export function section(...children: (Node | string | undefined | false)[]): HTMLElement {
  return el("section", { class: "details-section" }, ...children);
}

export function heading(text: string): HTMLElement {
  return el("h3", {}, text);
}

/** Two columns: what, and how much. */
export function rows(pairs: readonly [string, string][]): HTMLElement {
  return el(
    "dl",
    { class: "rows" },
    ...pairs.flatMap(([name, value]) => [
      el("dt", {}, visibleText(name)),
      el("dd", {}, visibleText(value)),
    ]),
  );
}

export function button(label: string, name: IconName, run: () => void): HTMLElement {
  const symbol = icon(name);
  symbol.setAttribute("slot", "start");
  const element = control("vscode-button", { appearance: "secondary" }, symbol, label);
  element.addEventListener("click", run);
  return element;
}

/** Looks like a link, acts like a button: it opens no page. */
export function link(text: string, run: () => void, title?: string): HTMLElement {
  const element = el("button", { class: "link", title }, visibleText(text));
  element.addEventListener("click", run);
  return element;
}

/** Text in the editor's font, cut after many lines until asked for. */
export function codeBlock(text: string): HTMLElement {
  return el("pre", { class: "code", tabindex: 0 }, visibleText(text));
}
