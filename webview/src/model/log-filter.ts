/** Of the log lines those that a person wants to see. */
import type { LogLevel, LogLine, TaskRunId } from "@millrace/protocol";
import { stripAnsi } from "./ansi.js";

export const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

export interface LogFilter {
  /** The least level shown. */
  level: LogLevel;
  /** Only lines of these task runs. */
  tasks?: ReadonlySet<TaskRunId>;
  search: string;
}

export function filterLines(lines: LogLine[], filter: LogFilter): LogLine[] {
  const least = LEVELS.indexOf(filter.level);
  const search = filter.search.toLowerCase();
  if (least <= 0 && !filter.tasks && search === "") return lines;
  return lines.filter(
    (line) =>
      LEVELS.indexOf(line.level) >= least &&
      (!filter.tasks || (line.task !== undefined && filter.tasks.has(line.task))) &&
      (search === "" || stripAnsi(line.message).toLowerCase().includes(search)),
  );
}
