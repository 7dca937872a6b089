/** The borders between panes: dragged, or moved with the arrow keys. */
import type { Ui } from "../ui.js";
import { byId } from "./element.js";

const LIMITS = { details: [220, 720], timeline: [88, 600], logs: [76, 600] } as const;
const STEP = 16;

type Pane = keyof typeof LIMITS;

export function attachSashes(ui: Ui, changed: () => void): void {
  for (const sash of document.querySelectorAll<HTMLElement>("[data-sash]")) {
    const pane = sash.dataset.sash as Pane;
    const [least, most] = LIMITS[pane];
    sash.setAttribute("aria-valuemin", String(least));
    sash.setAttribute("aria-valuemax", String(most));
    const resize = (size: number) => {
      ui.sizes[pane] = Math.round(Math.min(most, Math.max(least, size)));
      changed();
    };
    sash.addEventListener("pointerdown", (down) => {
      sash.setPointerCapture(down.pointerId);
      const start = ui.sizes[pane];
      const vertical = sash.ariaOrientation === "vertical";
      const move = (event: PointerEvent) => {
        const by = vertical ? down.clientX - event.clientX : down.clientY - event.clientY;
        resize(start + by);
      };
      sash.addEventListener("pointermove", move);
      sash.addEventListener(
        "lostpointercapture",
        () => sash.removeEventListener("pointermove", move),
        {
          once: true,
        },
      );
    });
    sash.addEventListener("keydown", (event) => {
      const grow = event.key === "ArrowLeft" || event.key === "ArrowUp";
      const shrink = event.key === "ArrowRight" || event.key === "ArrowDown";
      if (!grow && !shrink) return;
      event.preventDefault();
      resize(ui.sizes[pane] + (grow ? STEP : -STEP));
    });
  }
}

export function applySizes(ui: Ui): void {
  const panel = byId("panel");
  for (const pane of Object.keys(LIMITS) as Pane[]) {
    panel.style.setProperty(`--size-${pane}`, `${ui.sizes[pane]}px`);
    document
      .querySelector(`[data-sash="${pane}"]`)
      ?.setAttribute("aria-valuenow", String(ui.sizes[pane]));
  }
}
