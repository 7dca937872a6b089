/** Keys. One table serves the handler and the help. */
import type { Action } from "../actions.js";
import type { Direction } from "../model/navigate.js";

interface Key {
  /** As it is typed, letters small; what needs Shift to be typed is named without it. */
  key: string;
  action: Action;
  shift?: boolean;
}

export const KEYS: readonly Key[] = [
  { key: "Enter", shift: false, action: "openSource" },
  { key: "Enter", shift: true, action: "openDefinition" },
  { key: "e", action: "toggleGroup" },
  { key: "d", action: "details" },
  { key: "l", action: "logs" },
  { key: "f", action: "fit" },
  { key: "f", shift: true, action: "fitSelection" },
  { key: "/", action: "find" },
  { key: "n", action: "nextFailed" },
  { key: "p", action: "previousFailed" },
  { key: "c", action: "critical" },
  { key: "x", action: "compare" },
  { key: "h", action: "heat" },
  { key: "a", action: "answer" },
  { key: "r", action: "run" },
  { key: "+", action: "zoomIn" },
  { key: "-", action: "zoomOut" },
  { key: "0", action: "zoomReset" },
  { key: "g", action: "viewGraph" },
  { key: "t", action: "viewTimeline" },
  { key: "b", action: "viewBoth" },
  { key: "i", action: "viewList" },
  { key: "?", action: "help" },
  { key: "Escape", action: "backToGraph" },
];

export function keyLabel({ key, shift }: Pick<Key, "key" | "shift">): string {
  const name = key.length === 1 ? key.toUpperCase() : key;
  return shift ? `Shift+${name}` : name;
}

const ARROWS: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
};

const PAN: Record<string, [number, number]> = {
  ArrowLeft: [-80, 0],
  ArrowRight: [80, 0],
  ArrowUp: [0, -80],
  ArrowDown: [0, 80],
};

export interface KeyActions {
  walk(direction: Direction): void;
  pan(dx: number, dy: number): void;
  /** Space: selects what is active. */
  choose(): void;
}

/** Keys of the graph itself: walking, panning, and every single-letter action. */
export function attachGraphKeys(tree: HTMLElement, actions: KeyActions): void {
  tree.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const pan = event.altKey ? PAN[event.key] : undefined;
    const walk = event.altKey ? undefined : ARROWS[event.key];
    if (pan) actions.pan(...pan);
    else if (walk) actions.walk(walk);
    else if (event.key === " ") actions.choose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Actions work wherever the focus is but where a person types; menus and dialogs keep their keys. */
export function attachPanelKeys(act: (action: Action) => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.composedPath()[0];
    const element = target instanceof HTMLElement ? target : undefined;
    if (isTyping(element) && event.key !== "Escape") return;
    if ((event.key === "Enter" || event.key === " ") && isPressable(element)) return;
    const found = KEYS.find((key) => isPressed(key, event));
    if (!found) return;
    event.preventDefault();
    act(found.action);
  });
}

export function isPressed({ key, shift }: Key, event: KeyboardEvent): boolean {
  const isLetter = /^[a-z]$/.test(key);
  if (isLetter) return letterOf(event) === key && event.shiftKey === (shift ?? false);
  return event.key === key && (shift ?? event.shiftKey) === event.shiftKey;
}

/** With Caps Lock too; on a keyboard of another script the key in the letter's place. */
function letterOf({ key, code }: KeyboardEvent): string {
  const isLatin = key.length !== 1 || key <= "~";
  return (isLatin ? key : code.replace("Key", "")).toLowerCase();
}

function isTyping(element: HTMLElement | undefined): boolean {
  if (!element) return false;
  return (
    element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select") ||
    element.closest("vscode-dropdown, vscode-text-field, vscode-text-area, [role=menu]") !== null
  );
}

function isPressable(element: HTMLElement | undefined): boolean {
  if (!element) return false;
  return element.closest("button, a, summary, vscode-button, vscode-link, [role=radio]") !== null;
}
