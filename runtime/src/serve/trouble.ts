/** A store that cannot be used, as on a full disk: said once, and looked at again ever less often. */

/** Milliseconds until the second look; each later one waits twice as long. */
const firstPause = 1_000;
const longestPause = 30_000;

export class Trouble {
  #said: string | undefined;
  #pause = 0;
  #until = Number.NEGATIVE_INFINITY;

  /** When the next look may be of use; long ago while there is no trouble. */
  get until(): number {
    return this.#until;
  }

  /** Whether another look would be too early. A clock that was put back does not make it wait longer. */
  isOn(now: number): boolean {
    return now < this.#until && this.#until - now <= this.#pause;
  }

  /** The store could not be used. @returns whether that is news */
  met(message: string, now: number): boolean {
    this.#pause = Math.min(Math.max(firstPause, this.#pause * 2), longestPause);
    this.#until = now + this.#pause;
    const isNews = message !== this.#said;
    this.#said = message;
    return isNews;
  }

  over(): void {
    this.#said = undefined;
    this.#pause = 0;
    this.#until = Number.NEGATIVE_INFINITY;
  }
}
