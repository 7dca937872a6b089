/** Progress of a task, told no faster than a person reads. */
export interface Progress {
  done: number;
  total?: number;
  message?: string;
}

/** Milliseconds between two tellings. */
const pause = 50;

export class ProgressMeter {
  readonly #tell: (progress: Progress) => void;
  #latest: Progress | undefined;
  #told: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (progress: Progress) => void) {
    this.#tell = tell;
  }

  /** Told at once, or when the last telling is long enough ago. */
  set(progress: Progress): void {
    this.#latest = progress;
    if (this.#timer !== undefined) return;
    this.#tellLatest();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tellLatest();
    }, pause);
  }

  /** The task has ended: what was held back is told now. */
  end(): void {
    clearTimeout(this.#timer);
    this.#tellLatest();
  }

  #tellLatest(): void {
    if (this.#latest === undefined || this.#latest === this.#told) return;
    this.#told = this.#latest;
    this.#tell(this.#latest);
  }
}
