/** The list of keys. */
import { ACTION_NAMES } from "../actions.js";
import { control, el } from "./element.js";
import { KEYS, keyLabel } from "./keyboard.js";

const WALKING: [string, string][] = [
  ["Left, Right", "Along an edge"],
  ["Up, Down", "Within the column"],
  ["Home, End", "First, last"],
  ["Space", "Select"],
  ["Alt+arrows", "Pan"],
  ["Ctrl+wheel", "Zoom"],
];

export function openHelp(): void {
  const opener = document.activeElement;
  const pairs = [
    ...WALKING,
    ...KEYS.map((key): [string, string] => [keyLabel(key), ACTION_NAMES[key.action]]),
  ];
  const close = control("vscode-button", {}, "Close");
  const dialog = el(
    "dialog",
    { class: "help", "aria-labelledby": "help-title" },
    el("h2", { id: "help-title" }, "Keyboard"),
    el(
      "dl",
      { class: "keys" },
      ...pairs.map(([key, name]) =>
        el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, name)),
      ),
    ),
    close,
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener instanceof HTMLElement) opener.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}
