import { Paced } from "../paced.js";

/**
 * The rows of a view, read before the view is told that they changed. Once it is told, VS Code has
 * forgotten the commands of the rows on the screen, and clicks on them do nothing until the view has
 * asked for the next ones: that may take no longer than the asking.
 */
export class Rows<T> {
  #known: T[] | undefined;
  /** Counts what makes older answers worthless. */
  #turn = 0;
  #isSeen = false;
  readonly #reading = new Paced(0, () => this.#readAgain());

  /** @param tell tells the view that its rows changed */
  constructor(
    private readonly read: () => Promise<T[]>,
    private readonly tell: () => void,
  ) {}

  /** For the view. */
  async get(): Promise<T[]> {
    if (this.#known) return this.#known;
    const turn = this.#turn;
    const rows = await this.read();
    if (turn === this.#turn) this.#known = rows;
    return rows;
  }

  /** There may be other ones. */
  refresh(): void {
    if (this.#isSeen) this.#reading.soon();
    else this.#forget();
  }

  /** Whether the view is in sight. */
  seen(visible: boolean): void {
    this.#isSeen = visible;
  }

  dispose(): void {
    this.#reading.dispose();
  }

  async #readAgain(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const rows = await this.read();
      if (turn !== this.#turn) return;
      this.#known = rows;
      this.tell();
    } catch {
      this.#forget(); // The view asks itself, and shows why it gets no answer.
    }
  }

  /** A view out of sight asks when it comes into sight, and costs nothing until then. */
  #forget(): void {
    this.#turn += 1;
    this.#known = undefined;
    this.tell();
  }
}
