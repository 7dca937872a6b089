/**
 * Does a job soon after it is asked for, one at a time. What is asked for while it is being done is
 * done once more: the job may have looked already at what has changed since.
 */
export class Paced {
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;
  #isWanted = false;
  #isOver = false;

  /** @param pace milliseconds that wishes are gathered before the job is done for all of them */
  constructor(
    private readonly pace: number,
    private readonly job: () => Promise<void>,
  ) {}

  soon(): void {
    if (this.#isOver) return;
    if (this.#isBusy) this.#isWanted = true;
    else this.#timer ??= setTimeout(() => void this.#do(), this.pace);
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  async #do(): Promise<void> {
    this.#timer = undefined;
    this.#isBusy = true;
    try {
      await this.job();
    } finally {
      this.#isBusy = false;
      if (this.#isWanted) {
        this.#isWanted = false;
        this.soon();
      }
    }
  }
}
