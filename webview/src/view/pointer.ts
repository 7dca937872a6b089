/** Mouse, touch and wheel on the graph. */
import type { Camera } from "./camera.js";

export interface PointerTarget {
  node?: number;
  edge?: number;
  /** The chevron of a group. */
  toggle: boolean;
}

export interface PointerActions {
  pick(target: PointerTarget, event: MouseEvent): void;
  open(target: PointerTarget): void;
  hover(target: PointerTarget, event: PointerEvent): void;
  /** What is there where there are no elements: far out, on the canvas. */
  locate(x: number, y: number): number | undefined;
}

/** @returns what is under the pointer, for who else has to know. */
export function attachPointer(
  viewport: HTMLElement,
  camera: Camera,
  actions: PointerActions,
): { targetOf(event: MouseEvent): PointerTarget } {
  let drag: { x: number; y: number; moved: boolean } | undefined;

  viewport.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 && event.button !== 1) return;
    drag = { x: event.clientX, y: event.clientY, moved: false };
  });
  viewport.addEventListener("pointermove", (event) => {
    if (!drag) {
      actions.hover(targetOf(event), event);
      return;
    }
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(dx, dy) < 4) return;
    if (!drag.moved) viewport.setPointerCapture(event.pointerId);
    drag = { x: event.clientX, y: event.clientY, moved: true };
    camera.pan(-dx, -dy);
  });
  viewport.addEventListener("pointerup", (event) => {
    const clicked = drag && !drag.moved && event.button === 0;
    drag = undefined;
    if (clicked) actions.pick(targetOf(event), event);
  });
  viewport.addEventListener("pointercancel", () => {
    drag = undefined;
  });
  viewport.addEventListener("pointerleave", (event) => actions.hover({ toggle: false }, event));
  viewport.addEventListener("dblclick", (event) => actions.open(targetOf(event)));
  viewport.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
      if (event.ctrlKey || event.metaKey) {
        const { left, top } = viewport.getBoundingClientRect();
        const factor = Math.exp((-event.deltaY * unit) / 240);
        camera.zoom(Math.min(2, Math.max(0.5, factor)), event.clientX - left, event.clientY - top);
      } else if (event.shiftKey && event.deltaX === 0) camera.pan(event.deltaY * unit, 0);
      else camera.pan(event.deltaX * unit, event.deltaY * unit);
    },
    { passive: false },
  );
  return { targetOf };

  function targetOf(event: MouseEvent): PointerTarget {
    const element = event.target instanceof Element ? event.target : undefined;
    const toggle = element?.closest(".chevron") != null;
    const node = element?.closest<HTMLElement>("[data-index]")?.dataset.index;
    if (node !== undefined) return { node: Number(node), toggle };
    const edge = element?.closest<SVGElement>("[data-edge]")?.dataset.edge;
    if (edge !== undefined) return { edge: Number(edge), toggle };
    const { left, top } = viewport.getBoundingClientRect();
    const located = actions.locate(event.clientX - left, event.clientY - top);
    return located === undefined ? { toggle } : { node: located, toggle };
  }
}
