/** Which panes there are, and the borders between them: dragged, or moved with the arrow keys. */
import type { Side, Ui } from "../ui.js";
import { byId, setAttributes } from "./element.js";

const LIMITS = {
  details: [220, 720],
  drawer: [80, 720],
  timeline: [88, 600],
  logs: [76, 600],
} as const;
const STEP = 16;

type Pane = keyof typeof LIMITS;

export function attachSashes(ui: Ui, changed: () => void): void {
  const details = document.querySelector<HTMLElement>("[data-sash=details]");
  if (details) {
    new ResizeObserver(() => {
      turn(details);
      applySizes(ui);
    }).observe(details);
  }
  for (const sash of document.querySelectorAll<HTMLElement>("[data-sash]")) {
    const resize = (size: number) => {
      const pane = paneOf(sash);
      const [least, most] = LIMITS[pane];
      ui.sizes[pane] = Math.round(Math.min(most, Math.max(least, size)));
      changed();
    };
    sash.addEventListener("pointerdown", (down) => {
      sash.setPointerCapture(down.pointerId);
      const start = ui.sizes[paneOf(sash)];
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
      resize(ui.sizes[paneOf(sash)] + (grow ? STEP : -STEP));
    });
  }
}

/** Narrower than this a low panel has room for one pane only; panes.css says the same. */
const ONE_PANE = 600;

export function sideShown({ side }: Ui): Side {
  return side ?? (window.innerWidth > ONE_PANE ? "details" : "none");
}

export function applyPanes(ui: Ui, hasRun: boolean): void {
  applySizes(ui);
  const panel = byId("panel");
  panel.classList.toggle("no-details", !ui.showDetails);
  panel.classList.toggle("no-logs", !ui.showLogs);
  panel.dataset.side = ui.side === "logs" && !hasRun ? "auto" : (ui.side ?? "auto");
}

function applySizes(ui: Ui): void {
  const panel = byId("panel");
  for (const pane of Object.keys(LIMITS) as Pane[]) {
    panel.style.setProperty(`--size-${pane}`, `${ui.sizes[pane]}px`);
  }
  for (const sash of document.querySelectorAll<HTMLElement>("[data-sash]")) {
    const pane = paneOf(sash);
    const [least, most] = LIMITS[pane];
    setAttributes(sash, {
      "aria-valuemin": least,
      "aria-valuemax": most,
      "aria-valuenow": ui.sizes[pane],
    });
  }
}

/** Details stand beside the graph, or lie below it as a drawer: its sash turns with them. */
function paneOf(sash: HTMLElement): Pane {
  const pane = sash.dataset.sash as Exclude<Pane, "drawer">;
  return pane === "details" && sash.ariaOrientation === "horizontal" ? "drawer" : pane;
}

function turn(sash: HTMLElement): void {
  const { offsetWidth, offsetHeight } = sash;
  if (offsetWidth + offsetHeight === 0) return;
  sash.ariaOrientation = offsetWidth > offsetHeight ? "horizontal" : "vertical";
}
