/** Node fires a timer of more milliseconds at once: some 25 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Rings once, after any time there is; a timeout of a month is no mistake. */
export class Alarm {
  readonly #ring: () => void;
  readonly #keepsAlive: boolean;
  readonly #at: number;
  #timer: NodeJS.Timeout;

  /**
   * @param ms until it rings
   * @param keepsAlive whether the process waits for it
   */
  constructor(ms: number, ring: () => void, keepsAlive = true) {
    this.#ring = ring;
    this.#keepsAlive = keepsAlive;
    this.#at = performance.now() + ms;
    this.#timer = this.#set(ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #set(ms: number): NodeJS.Timeout {
    const timer =
      ms <= LONGEST_TIMER
        ? setTimeout(this.#ring, ms)
        : setTimeout(() => this.#goOn(), LONGEST_TIMER);
    return this.#keepsAlive ? timer : timer.unref();
  }

  #goOn(): void {
    this.#timer = this.#set(Math.max(0, this.#at - performance.now()));
  }
}
