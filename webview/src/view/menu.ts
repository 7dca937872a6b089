/** A small menu under a button. */
import { el } from "./element.js";
import { type IconName, icon } from "./icons.js";

export interface MenuItem {
  label: string;
  key?: string;
  icon?: IconName;
  disabled?: boolean;
  separated?: boolean;
  /** Whether it is the present choice, where it is one. */
  checked?: boolean;
  run(): void;
}

/** The height of an item. */
const ITEM = 26;

let open: { menu: HTMLElement; button: HTMLElement } | undefined;

/** The button that opened the menu closes it. */
export function toggleMenu(button: HTMLElement, items: MenuItem[]): void {
  if (open?.button === button) closeMenu(false);
  else openMenu(button, items);
}

export function openMenu(button: HTMLElement, items: MenuItem[]): void {
  closeMenu(false);
  const menu = el("div", { class: "menu", role: "menu", "aria-label": button.ariaLabel ?? "Menu" });
  for (const item of items) {
    if (item.separated && menu.childElementCount > 0)
      menu.append(el("div", { class: "menu-line", role: "separator" }));
    const entry = el(
      "button",
      {
        class: "menu-item",
        role: item.checked === undefined ? "menuitem" : "menuitemcheckbox",
        "aria-checked": item.checked === undefined ? undefined : String(item.checked),
        tabindex: -1,
        "aria-disabled": item.disabled ?? false,
      },
      item.icon ? (icon(item.icon) as unknown as Node) : el("span", { class: "icon" }),
      el("span", { class: "menu-label" }, item.label),
      item.key !== undefined && el("kbd", {}, item.key),
    );
    entry.addEventListener("click", () => {
      if (item.disabled) return;
      closeMenu(true);
      item.run();
    });
    menu.append(entry);
  }
  menu.addEventListener("keydown", (event) => walk(menu, event));
  document.body.append(menu);
  place(menu, button);
  button.setAttribute("aria-expanded", "true");
  open = { menu, button };
  entries(menu)[0]?.focus();
  setTimeout(() => document.addEventListener("pointerdown", outside, true));
  window.addEventListener("blur", blurred);
}

/** Below the button; in columns, as high as the page, where that is too low for one. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const { left, right, bottom } = button.getBoundingClientRect();
  const low = menu.offsetHeight > window.innerHeight - bottom - 12;
  const top = low ? 4 : bottom + 2;
  if (low) {
    const rows = Math.floor((window.innerHeight - 2 * top - 10) / ITEM);
    menu.classList.add("columns");
    menu.style.gridTemplateRows = `repeat(${Math.max(1, rows)}, ${ITEM}px)`;
  }
  const width = menu.offsetWidth;
  const x = left + width > window.innerWidth - 8 ? right - width : left;
  menu.style.left = `${Math.max(4, x)}px`;
  menu.style.top = `${top}px`;
  menu.style.maxHeight = `${window.innerHeight - 2 * top}px`;
}

function closeMenu(refocus: boolean): void {
  if (!open) return;
  const { menu, button } = open;
  open = undefined;
  document.removeEventListener("pointerdown", outside, true);
  window.removeEventListener("blur", blurred);
  menu.remove();
  button.setAttribute("aria-expanded", "false");
  if (refocus) button.focus();
}

function outside(event: PointerEvent): void {
  const target = event.target as Node;
  if (!open?.menu.contains(target) && !open?.button.contains(target)) closeMenu(false);
}

function blurred(): void {
  closeMenu(false);
}

function entries(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>(".menu-item")];
}

function walk(menu: HTMLElement, event: KeyboardEvent): void {
  const list = entries(menu);
  const here = list.indexOf(document.activeElement as HTMLElement);
  const to = {
    ArrowDown: (here + 1) % list.length,
    ArrowUp: (here - 1 + list.length) % list.length,
    Home: 0,
    End: list.length - 1,
  }[event.key];
  if (to !== undefined) list[to]?.focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu(true);
  else if (event.key.length === 1 && event.key !== " ") {
    const letter = event.key.toLowerCase();
    const rest = [...list.slice(here + 1), ...list.slice(0, here + 1)];
    rest.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
