import type { Severity } from "@millrace/protocol";
import { relativePath } from "../relative-paths.js";
import type { CheckReport } from "./index.js";

const COMMANDS: Record<Severity, string> = {
  error: "error",
  warning: "warning",
  information: "notice",
  hint: "notice",
};

/** Workflow commands: GitHub shows each at its line of a pull request. */
export function toGithub({ folder, diagnostics }: CheckReport): string {
  return diagnostics
    .map(({ file, range: { start, end }, severity, code, message }) => {
      const properties = {
        file: relativePath(file, folder),
        line: start.line + 1,
        col: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
        title: code,
      };
      const written = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
      return `::${COMMANDS[severity]} ${written.join(",")}::${data(message)}\n`;
    })
    .join("");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(value: string | number): string {
  return data(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
