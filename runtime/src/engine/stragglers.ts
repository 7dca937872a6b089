/** What a run waits for before it is over though its code is done: hooks, and processes that are ending. */
export class Stragglers {
  readonly #pending = new Set<Promise<unknown>>();

  get size(): number {
    return this.#pending.size;
  }

  add(promise: Promise<unknown>): void {
    this.#pending.add(promise);
    void promise.finally(() => this.#pending.delete(promise));
  }

  /** Resolves when all are done, at the latest after so many milliseconds. */
  async within(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([Promise.allSettled([...this.#pending]), limit]);
    clearTimeout(timer);
  }
}
