/**
 * Running icons turn smoothly while something happens or someone is there. Any animation makes the
 * browser draw sixty frames a second, so once all is quiet they turn one step with the clocks, whose
 * frame is drawn anyway.
 */
import { motionAllowed } from "./motion.js";

/** Milliseconds without a change or a pointer after which icons rest. */
const QUIET = 5000;
const STEPS = 8;

export class Spin {
  private steps = 0;
  private woken = 0;
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly world: HTMLElement) {}

  wake(): void {
    const now = performance.now();
    if (this.rest !== undefined && now - this.woken < QUIET / 5) return;
    this.woken = now;
    clearTimeout(this.rest);
    this.world.classList.remove("resting");
    this.rest = setTimeout(() => {
      this.rest = undefined;
      this.world.classList.add("resting");
    }, QUIET);
  }

  /** Once a second. */
  tick(): void {
    if (this.rest !== undefined || !motionAllowed()) return;
    this.steps = (this.steps + 1) % STEPS;
    this.world.style.setProperty("--turn", `${(this.steps * 360) / STEPS}deg`);
  }
}
