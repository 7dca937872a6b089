import type { LogLevel } from "@millrace/protocol";
import { callSite } from "../engine/call-site.js";
import { scopes } from "../engine/context.js";
import { logText, writeLog } from "../engine/log.js";

/** Writes one line, in pino's order: the message, or an object and the message, or an error. */
export interface LogFunction {
  (message: string): void;
  (object: unknown, message?: string): void;
}

/** Lines go to the run, with the task and the source line that wrote them. */
export type Logger = Record<LogLevel, LogFunction>;

/** The logger of the running task or flow; outside of any, it writes to the console. */
export function logger(): Logger {
  return shared;
}

const shared: Logger = {
  debug: writer("debug"),
  info: writer("info"),
  warn: writer("warn"),
  error: writer("error"),
};

function writer(level: LogLevel): LogFunction {
  const write = (first: unknown, message?: string): void => {
    const text = logText(first, message);
    const scope = scopes.getStore();
    if (scope === undefined || scope.flow.over) {
      console[level](text);
      return;
    }
    const frame = callSite(write)?.frame;
    writeLog(scope.flow, scope.task, level, text, frame && { file: frame.file, line: frame.line });
  };
  return write;
}
