/** The whole graph in a corner, with the part in view framed; click or drag to go there. */
import type { Drawing } from "../drawing.js";
import { OPEN_LIMIT } from "../model/collapse.js";
import type { Camera } from "./camera.js";
import { byId } from "./element.js";
import { drawGraph, type Palette, sizeCanvas } from "./far.js";
import { glide } from "./motion.js";

const WIDTH = 160;
const HEIGHT = 100;
/** The picture is made anew at most this often while states change. */
const INTERVAL = 1000;

export class Minimap {
  private readonly map = byId("minimap");
  private readonly picture = child<HTMLCanvasElement>(this.map, "canvas");
  private readonly frame = child(this.map, ".minimap-view");
  /** Of the frame, when it was last laid out. */
  private width = 0;
  private drawn = 0;
  private scale = 1;
  private offset = { x: 0, y: 0 };

  constructor(
    private readonly drawing: Drawing,
    private readonly camera: Camera,
    private readonly palette: () => Palette,
  ) {
    const go = (event: PointerEvent) => {
      const { left, top } = this.map.getBoundingClientRect();
      const { width, height } = camera.view;
      const x = (event.clientX - left) / this.scale + this.offset.x - width / 2;
      const y = (event.clientY - top) / this.scale + this.offset.y - height / 2;
      camera.pan((x - camera.x) * camera.scale, (y - camera.y) * camera.scale);
    };
    glide(this.frame);
    this.map.addEventListener("pointerdown", (event) => {
      this.map.setPointerCapture(event.pointerId);
      go(event);
    });
    this.map.addEventListener("pointermove", (event) => {
      if (event.buttons & 1) go(event);
    });
  }

  replaced(): void {
    this.drawn = 0;
  }

  /** `changed`: states are not what they were; else only the frame may have moved. */
  draw(changed: boolean, moving: boolean): void {
    const { scene, placement } = this.drawing;
    this.map.hidden = scene.nodes.length <= OPEN_LIMIT || this.camera.width < 480;
    if (this.map.hidden) return;
    this.scale = Math.min((WIDTH - 8) / placement.width, (HEIGHT - 8) / placement.height);
    this.offset = {
      x: placement.width / 2 - WIDTH / this.scale / 2,
      y: placement.height / 2 - HEIGHT / this.scale / 2,
    };
    this.drawPicture(changed);
    this.drawFrame(moving);
  }

  private drawPicture(changed: boolean): void {
    const now = performance.now();
    if (this.drawn !== 0 && (!changed || now - this.drawn < INTERVAL)) return;
    this.drawn = now;
    sizeCanvas(this.picture, WIDTH, HEIGHT);
    const context = this.picture.getContext("2d");
    if (!context) return;
    const view = { ...this.offset, width: WIDTH / this.scale, height: HEIGHT / this.scale };
    const all = this.drawing.scene.nodes.map((node) => node.index);
    const frame = { view, width: WIDTH, height: HEIGHT, edges: false };
    drawGraph(context, this.drawing, this.palette(), frame, all, []);
  }

  /**
   * The part in view is an element of its own: while a person pans or zooms only its transform
   * changes, and nothing is laid out or painted again. At rest its line is as thick as it should be.
   */
  private drawFrame(moving: boolean): void {
    const { x, y, width, height } = this.camera.view;
    const [left, top] = [(x - this.offset.x) * this.scale, (y - this.offset.y) * this.scale];
    const shown = width * this.scale;
    if (!moving || shown < this.width / 2 || shown > this.width * 2) {
      this.width = shown;
      this.frame.style.width = `${shown}px`;
      this.frame.style.height = `${height * this.scale}px`;
    }
    this.frame.style.transform = `translate(${left}px, ${top}px) scale(${shown / this.width})`;
  }
}

function child<T extends HTMLElement = HTMLElement>(parent: HTMLElement, selector: string): T {
  const found = parent.querySelector<T>(selector);
  if (!found) throw new Error(`the panel's page has no ${selector} in #${parent.id}`);
  return found;
}
