/** A timer that can be stopped and started again: only the time in between counts. */
export class Stopwatch {
  readonly #expired: () => void;
  #left: number;
  #started: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param ms until `expired` is called */
  constructor(ms: number, expired: () => void) {
    this.#left = ms;
    this.#expired = expired;
  }

  start(): void {
    if (this.#started !== undefined) return;
    this.#started = performance.now();
    this.#timer = setTimeout(this.#expired, Math.max(0, this.#left));
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#started !== undefined) this.#left -= performance.now() - this.#started;
    this.#started = undefined;
  }
}
