/**
 * The graph for assistive technology: a hidden tree that holds every node whatever is culled. It is
 * the graph's one tab stop; the arrow keys walk the graph, and the tree says where they arrived.
 * The list view shows it to the eye as well.
 */
import type { Drawing } from "../drawing.js";
import { spokenName } from "../model/describe.js";
import { readingOrder } from "../model/navigate.js";
import { at } from "../model/scene.js";
import { byId, el, setAttributes } from "./element.js";

/** Items made in one go; the rest follows when the page is idle. */
const CHUNK = 250;

export class Mirror {
  readonly tree = byId("mirror");
  private items: (HTMLElement | undefined)[] = [];
  private order: number[] = [];
  private build = 0;
  private readonly stale = new Set<number>();
  /** An item was clicked, in the list view. */
  onPick: (index: number) => void = () => undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly drawing: Drawing,
    private readonly hasRun: () => boolean,
  ) {
    this.tree.addEventListener("click", ({ target }) => {
      const item = (target as Element).closest<HTMLElement>("[data-tree]");
      if (item) this.onPick(Number(item.dataset.tree));
    });
  }

  replaced(): void {
    const build = ++this.build;
    this.items = [];
    this.order = readingOrder(this.drawing.scene, this.drawing.placement);
    this.tree.replaceChildren();
    this.stale.clear();
    const places = this.places();
    const fill = (from: number) => {
      if (build !== this.build) return;
      const some = document.createDocumentFragment();
      for (const index of this.order.slice(from, from + CHUNK))
        some.append(this.item(index, places));
      this.tree.append(some);
      if (from + CHUNK < this.order.length) requestIdleCallback(() => fill(from + CHUNK));
    };
    if (this.order.length > CHUNK) requestIdleCallback(() => fill(0));
    else fill(0);
  }

  get first(): number | undefined {
    return this.order[0];
  }

  get reading(): readonly number[] {
    return this.order;
  }

  /** The selected node is the active one; its name is brought up to date. */
  select(index: number | undefined): void {
    for (const item of this.tree.querySelectorAll('[aria-selected="true"]')) {
      item.setAttribute("aria-selected", "false");
    }
    if (index === undefined) {
      this.tree.removeAttribute("aria-activedescendant");
      return;
    }
    const item = this.items[index];
    if (!item) return;
    this.name(index);
    item.setAttribute("aria-selected", "true");
    this.tree.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  /** Names of changed nodes, every other second: nobody hears them faster. The active one at once. */
  refresh(indices: Iterable<number>, active: number | undefined): void {
    for (const index of indices) {
      if (index === active) this.name(index);
      else this.stale.add(index);
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      for (const index of this.stale) this.name(index);
      this.stale.clear();
    }, 2000);
  }

  private item(index: number, places: Map<number, [number, number]>): HTMLElement {
    const node = at(this.drawing.scene.nodes, index);
    const [place, size] = places.get(index) ?? [1, 1];
    const item = el("li", { id: `t${index}`, role: "treeitem", "data-tree": index });
    setAttributes(item, {
      "aria-level": node.depth + 1,
      "aria-posinset": place,
      "aria-setsize": size,
      "aria-selected": "false",
      "aria-expanded": node.group ? String(node.open) : undefined,
    });
    item.style.setProperty("--level", String(node.depth));
    this.items[index] = item;
    this.name(index);
    return item;
  }

  private name(index: number): void {
    const item = this.items[index];
    if (!item) return;
    const { scene } = this.drawing;
    const look = this.drawing.look(index);
    const name = spokenName(scene, at(scene.nodes, index), look, this.hasRun());
    item.dataset.status = look.status;
    if (item.textContent !== name) item.textContent = name;
  }

  private places(): Map<number, [number, number]> {
    const levels = new Map<number, number[]>();
    for (const index of this.order) {
      const { parent } = at(this.drawing.scene.nodes, index);
      const level = levels.get(parent);
      if (level) level.push(index);
      else levels.set(parent, [index]);
    }
    const places = new Map<number, [number, number]>();
    for (const level of levels.values()) {
      level.forEach((index, place) => {
        places.set(index, [place + 1, level.length]);
      });
    }
    return places;
  }
}
