/** The log lines that the panel keeps, and the ones among them that a person wants to see. */
import type { LogLevel, LogLine, TaskRunId } from "@millrace/protocol";
import { stripAnsi } from "./ansi.js";

/** Older lines make room: a flood must not fill the window's memory. */
export const KEPT_LINES = 20_000;

export const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

export interface LogFilter {
  /** The least level shown. */
  level: LogLevel;
  /** Only lines of these task runs. */
  tasks?: ReadonlySet<TaskRunId>;
  search: string;
}

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

  filter(filter: LogFilter): LogLine[] {
    const least = LEVELS.indexOf(filter.level);
    const search = filter.search.toLowerCase();
    if (least <= 0 && !filter.tasks && search === "") return this.lines;
    return this.lines.filter(
      (line) =>
        LEVELS.indexOf(line.level) >= least &&
        (!filter.tasks || (line.task !== undefined && filter.tasks.has(line.task))) &&
        (search === "" || stripAnsi(line.message).toLowerCase().includes(search)),
    );
  }
}
