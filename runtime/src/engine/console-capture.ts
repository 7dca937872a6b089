/** `console` output of flows and tasks as log lines. Output of other code goes where it went. */
import { format } from "node:util";
import type { LogLevel } from "@millrace/protocol";
import { callSite } from "./call-site.js";
import { scopes } from "./context.js";
import { writeLog } from "./log.js";

const levels = {
  log: "info",
  info: "info",
  warn: "warn",
  error: "error",
  debug: "debug",
} as const satisfies Record<string, LogLevel>;

let captured = false;

/** From now on, what a flow that asks for it prints is recorded. */
export function captureConsole(): void {
  if (captured) return;
  captured = true;
  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, LogLevel][]) {
    const original = console[method];
    const capturing = (...values: unknown[]): void => {
      const scope = scopes.getStore();
      if (scope === undefined || scope.flow.over || !scope.flow.logPrints) {
        original.apply(console, values);
        return;
      }
      const frame = callSite(capturing)?.frame;
      const source = frame && { file: frame.file, line: frame.line };
      writeLog(scope.flow, scope.task, level, format(...values), source);
    };
    console[method] = capturing;
  }
}
