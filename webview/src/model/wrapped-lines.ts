import type { LogLine } from "@millrace/protocol";

/**
 * Where each line of a list begins, in rows, where a line may take several. How many is a guess until
 * the line has been on the screen: only the browser knows how wide letters are.
 */
export class WrappedLines {
  private starts: number[] = [0];
  private taken = new WeakMap<LogLine, number>();
  private lines: readonly LogLine[] = [];
  private guess: (line: LogLine) => number = () => 1;

  /** Rows of all lines together. */
  get rows(): number {
    return this.starts.at(-1) ?? 0;
  }

  start(index: number): number {
    return this.starts[index] ?? 0;
  }

  show(lines: readonly LogLine[], guess: (line: LogLine) => number): void {
    this.lines = lines;
    this.guess = guess;
    this.place(0);
  }

  /** The room is another one: what lines took says nothing of what they will. */
  forget(): void {
    this.taken = new WeakMap();
  }

  /**
   * Takes what lines take on the screen.
   * @param rows of the lines from `from` on
   * @returns whether anything stands elsewhere now
   */
  measured(from: number, rows: readonly number[]): boolean {
    const wrong = rows.findIndex(
      (count, i) => count !== this.start(from + i + 1) - this.start(from + i),
    );
    if (wrong < 0) return false;
    for (const [i, count] of rows.entries()) {
      const line = this.lines[from + i];
      if (line) this.taken.set(line, count);
    }
    this.place(from + wrong);
    return true;
  }

  /** The line that a row belongs to. */
  lineAt(row: number): number {
    let [low, high] = [0, Math.max(0, this.lines.length - 1)];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.start(middle) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private place(from: number): void {
    this.starts.length = from + 1;
    for (let index = from; index < this.lines.length; index++) {
      const line = this.lines[index] as LogLine;
      const rows = this.taken.get(line) ?? Math.max(1, this.guess(line));
      this.starts.push(this.start(index) + rows);
    }
  }
}
