/** Nodes as HTML, made from one template, mounted where they can be seen, and used again. */
import type { Drawing } from "../drawing.js";
import { middleEllipsis, visibleText } from "../model/format.js";
import { at, HEADER, type SceneNode } from "../model/scene.js";
import { STATUS_INDEX, STATUSES, type Status } from "../model/status.js";
import type { Camera } from "./camera.js";
import { byId, setText } from "./element.js";
import { nodeIcon, setIcon } from "./icons.js";

/** More spinners than this are still pictures: each costs a frame's work. */
const SPINNERS = 12;

/** The width of a name's letters, in pixels, where they are neither wide nor narrow. */
const CHARACTER = 6.7;

export class Cards {
  private readonly layer = byId("nodes");
  private readonly groupLayer = byId("groups");
  private readonly mounted = new Map<number, HTMLElement>();
  private readonly pools = { card: [] as HTMLElement[], group: [] as HTMLElement[] };
  private spinning = new Set<number>();

  constructor(
    private readonly drawing: Drawing,
    /** Classes that selection, search and comparison put on a node. */
    private readonly marks: (node: SceneNode) => string,
    /** The node's share of the run's time, where it is wanted. */
    private readonly heat: (index: number) => number | undefined,
  ) {}

  get size(): number {
    return this.mounted.size;
  }

  mountedIndices(): IterableIterator<number> {
    return this.mounted.keys();
  }

  element(index: number): HTMLElement | undefined {
    return this.mounted.get(index);
  }

  /** Everything goes: the scene's numbers mean other nodes now. */
  clear(): void {
    for (const index of [...this.mounted.keys()]) this.unmount(index);
  }

  show(indices: readonly number[]): void {
    const wanted = new Set(indices);
    for (const index of this.mounted.keys()) if (!wanted.has(index)) this.unmount(index);
    for (const index of wanted) if (!this.mounted.has(index)) this.mount(index);
  }

  private mount(index: number): void {
    const node = at(this.drawing.scene.nodes, index);
    const kind = node.open ? "group" : "card";
    const element = this.pools[kind].pop() ?? clone(`${kind}-template`);
    element.dataset.index = String(index);
    element.dataset.kind = node.kind;
    element.hidden = false;
    this.mounted.set(index, element);
    this.place(index);
    this.refresh(index);
    const layer = node.open ? this.groupLayer : this.layer;
    if (element.parentElement !== layer) layer.append(element);
  }

  private unmount(index: number): void {
    const element = this.mounted.get(index);
    if (!element) return;
    this.mounted.delete(index);
    this.spinning.delete(index);
    element.hidden = true;
    const kind = element.classList.contains("group") ? "group" : "card";
    if (this.pools[kind].length < 300) this.pools[kind].push(element);
    else element.remove();
  }

  private place(index: number): void {
    const element = this.mounted.get(index);
    if (!element) return;
    const box = at(this.drawing.placement.boxes, index);
    // Not by a transform: each would be a layer of its own to put together.
    element.style.left = `${box.x}px`;
    element.style.top = `${box.y}px`;
    element.style.width = `${box.width}px`;
    element.style.height = `${box.height}px`;
  }

  refresh(index: number): void {
    const element = this.mounted.get(index);
    if (!element) return;
    const node = at(this.drawing.scene.nodes, index);
    const look = this.drawing.look(index);
    if (element.dataset.status !== look.status) element.dataset.status = look.status;
    this.spin(index, look.status);
    const many = look.expected > 1 || node.swallowed.length > 0 || node.kind === "map";
    const heat = node.open ? undefined : this.heat(index);
    if (heat !== undefined) element.style.setProperty("--heat", heat.toFixed(3));
    const small = node.kind === "param" || node.kind === "return";
    const taken = small ? 40 : look.times > 1 ? 92 : 52;
    const room = (node.width - taken) / CHARACTER;
    const short = this.drawing.scene.compact && !node.open;
    const words = node.open && look.total === 0 ? "" : look.meta;
    const said = short ? (words.split(" · ").at(-1) ?? "") : words;
    const classes = [
      node.open ? "group" : "card",
      this.marks(node),
      heat !== undefined && "heat",
      many && "stacked",
      look.waits && "waits",
      look.compared && "compared",
      small && "pill",
      fits(node.label, said, room, short) && "fits",
      this.spinning.has(index) && "spins",
    ];
    const className = classes.filter(Boolean).join(" ");
    if (element.className !== className) element.className = className;
    if (node.open) element.style.setProperty("--depth", String(Math.min(node.depth + 1, 4)));

    const [name, meta] = [part(element, ".name"), part(element, ".meta")];
    // As many as fit where names are drawn largest, or beside the time.
    const large = small ? room : Math.min(room * 0.8, short ? room - said.length - 1 : room);
    const length = node.open ? 60 : Math.max(Math.floor(large), 8);
    setText(name, visibleText(middleEllipsis(node.label, length)));
    setText(meta, said);
    const hint = look.reason ?? "";
    if (element.title !== hint) element.title = hint;
    const symbol = element.querySelector<SVGElement>(".icon:not(.chevron)");
    if (symbol) setIcon(symbol, nodeIcon(node, look.status));
    if (node.open) return;
    setText(part(element, ".times"), look.times > 1 ? `×${look.times}` : "");
    this.refreshParts(part(element, ".parts"), look.counts, look.expected);
  }

  /** The thin bar along the bottom of a stack: how its members stand. */
  private refreshParts(bar: HTMLElement, counts: Uint32Array, expected: number): void {
    const shown = expected > 1 ? PART_ORDER.filter((s) => counts[STATUS_INDEX[s]]) : [];
    while (bar.children.length > shown.length) bar.lastElementChild?.remove();
    shown.forEach((status, place) => {
      const piece = (bar.children[place] ??
        bar.appendChild(document.createElement("i"))) as HTMLElement;
      if (piece.dataset.status !== status) piece.dataset.status = status;
      piece.style.width = `${((counts[STATUS_INDEX[status]] ?? 0) / expected) * 100}%`;
    });
  }

  private spin(index: number, status: Status): void {
    const runs = status === "running";
    if (runs && this.spinning.size < SPINNERS) this.spinning.add(index);
    if (!runs) this.spinning.delete(index);
  }

  /** Group headers stay at the viewport's edge while their group is in view. */
  stick(camera: Camera): void {
    for (const [index, element] of this.mounted) {
      const node = at(this.drawing.scene.nodes, index);
      if (!node.open) continue;
      const box = at(this.drawing.placement.boxes, index);
      const down = Math.max(0, Math.min(camera.y - box.y, box.height - HEADER));
      const right = Math.max(0, Math.min(camera.x - box.x, box.width - 200));
      const head = part(element, ".group-head");
      head.style.transform = down || right ? `translate(${right}px, ${down}px)` : "";
    }
  }
}

/**
 * Whether text is in its place even where letters are wide. Then it needs no clipping, which costs
 * in every frame that moves: each clip is a layer of its own to put together.
 */
function fits(label: string, meta: string, room: number, oneLine: boolean): boolean {
  const safe = room * 0.75;
  return oneLine ? label.length + meta.length < safe : Math.max(label.length, meta.length) < safe;
}

const PART_ORDER: readonly Status[] = STATUSES.filter((s) => s !== "idle" && s !== "queued");

function part(element: HTMLElement, selector: string): HTMLElement {
  const found = element.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`the node template has no ${selector}`);
  return found;
}

function clone(id: string): HTMLElement {
  const first = byId<HTMLTemplateElement>(id).content.firstElementChild;
  if (!first) throw new Error(`the template #${id} is empty`);
  return first.cloneNode(true) as HTMLElement;
}
