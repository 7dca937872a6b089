import { Alarm } from "./alarm.js";

/** A timer that can be stopped and started again: only the time in between counts. */
export class Stopwatch {
  readonly #expired: () => void;
  #left: number;
  #started: number | undefined;
  #alarm: Alarm | undefined;

  /** @param ms until `expired` is called */
  constructor(ms: number, expired: () => void) {
    this.#left = ms;
    this.#expired = expired;
  }

  start(): void {
    if (this.#started !== undefined) return;
    this.#started = performance.now();
    this.#alarm = new Alarm(Math.max(0, this.#left), this.#expired);
  }

  stop(): void {
    this.#alarm?.stop();
    if (this.#started !== undefined) this.#left -= performance.now() - this.#started;
    this.#started = undefined;
  }
}
