/** Where the viewport looks: a world point at the top left, and a scale. */
import type { Box } from "../model/geometry.js";

export interface CameraState {
  x: number;
  y: number;
  scale: number;
}

export const MIN_SCALE = 0.02;
export const MAX_SCALE = 2;
const MARGIN = 32;

export class Camera implements CameraState {
  x = -MARGIN;
  y = -MARGIN;
  scale = 1;
  width = 1;
  height = 1;
  private flight = 0;

  constructor(
    private readonly moved: () => void,
    /** A person pans or zooms, by whatever means. */
    private readonly taken: () => void,
  ) {}

  get view(): Box {
    return {
      x: this.x,
      y: this.y,
      width: this.width / this.scale,
      height: this.height / this.scale,
    };
  }

  get state(): CameraState {
    return { x: this.x, y: this.y, scale: this.scale };
  }

  set({ x, y, scale }: CameraState): void {
    this.stop();
    this.place({ x, y, scale });
  }

  /** By pixels of the screen. */
  pan(dx: number, dy: number): void {
    this.stop();
    this.taken();
    this.place({ x: this.x + dx / this.scale, y: this.y + dy / this.scale, scale: this.scale });
  }

  /** Keeps the point of the screen under the pointer where it is. */
  zoom(factor: number, px = this.width / 2, py = this.height / 2): void {
    this.stop();
    this.taken();
    const scale = clamp(this.scale * factor);
    const x = this.x + px / this.scale - px / scale;
    const y = this.y + py / this.scale - py / scale;
    this.place({ x, y, scale });
  }

  /** All of the box, never larger than life. */
  fitting(box: Box): CameraState {
    const scale = clamp(
      Math.min(1, (this.width - 2 * MARGIN) / box.width, (this.height - 2 * MARGIN) / box.height),
    );
    return {
      x: box.x + box.width / 2 - this.width / scale / 2,
      y: box.y + box.height / 2 - this.height / scale / 2,
      scale,
    };
  }

  centred(box: Box, scale = Math.max(this.scale, 0.75)): CameraState {
    return {
      x: box.x + box.width / 2 - this.width / scale / 2,
      y: box.y + box.height / 2 - this.height / scale / 2,
      scale,
    };
  }

  /** Whether the box lies in the inner part of the viewport; 1 is all of it. */
  shows(box: Box, part = 1): boolean {
    const { x, y, width, height } = this.view;
    const [mx, my] = [(width * (1 - part)) / 2, (height * (1 - part)) / 2];
    return (
      box.x >= x + mx &&
      box.y >= y + my &&
      box.x + box.width <= x + width - mx &&
      box.y + box.height <= y + height - my
    );
  }

  /** Flies there in 200 ms, or jumps where motion is unwelcome. */
  moveTo(target: CameraState, animate: boolean): void {
    this.stop();
    if (!animate) {
      this.place(target);
      return;
    }
    const from = this.state;
    const began = performance.now();
    const step = (time: number) => {
      const t = Math.min(1, Math.max(0, (time - began) / 200));
      const ease = 1 - (1 - t) ** 3;
      const mix = (a: number, b: number) => a + (b - a) * ease;
      this.flight = t < 1 ? requestAnimationFrame(step) : 0;
      this.place({
        x: mix(from.x, target.x),
        y: mix(from.y, target.y),
        scale: mix(from.scale, target.scale),
      });
    };
    this.flight = requestAnimationFrame(step);
  }

  stop(): void {
    cancelAnimationFrame(this.flight);
    this.flight = 0;
  }

  private place({ x, y, scale }: CameraState): void {
    if (![x, y, scale].every(Number.isFinite)) return;
    [this.x, this.y, this.scale] = [x, y, scale];
    this.moved();
  }
}

function clamp(scale: number): number {
  return Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale));
}
