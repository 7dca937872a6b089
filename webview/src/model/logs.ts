/** The log lines that the panel keeps. */
import type { LogLine } from "@millrace/protocol";

/** Older lines make room: a flood must not fill the window's memory. */
export const KEPT_LINES = 20_000;

export class LogStore {
  lines: LogLine[] = [];
  dropped = 0;
  /** Counts every line ever appended, so that views see a change where the length stays. */
  version = 0;

  append(lines: readonly LogLine[], dropped: number): void {
    this.dropped += dropped;
    this.version += lines.length + dropped;
    for (const line of lines) {
      if (!line.message.includes("\n")) this.lines.push(line);
      else for (const message of line.message.split(/\r?\n/)) this.lines.push({ ...line, message });
    }
    // Cut in large steps: shifting the array for every line would cost more than the line.
    if (this.lines.length > KEPT_LINES * 1.1) {
      this.dropped += this.lines.length - KEPT_LINES;
      this.lines = this.lines.slice(-KEPT_LINES);
    }
  }
}
