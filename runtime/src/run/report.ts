import { relative } from "node:path";
import { codeFrame } from "../cli/terminal/code-frame.js";
import { colorsFor, wantsColor } from "../cli/terminal/theme.js";
import type { UsageError } from "../loader/usage-error.js";

/** What is wrong, where, and what to do next. */
export function describeUsageError({ message, place, remedy }: UsageError): string {
  const colors = colorsFor(wantsColor(process.stderr, process.env));
  const lines = [`${colors.red("millrace:")} ${message}`];
  if (place) {
    const file = relative(process.cwd(), place.file);
    const shown = file.startsWith("..") ? place.file : file;
    lines.push(`  ${colors.dim("at")} ${shown}:${place.line}:${place.column}`);
    const frame = codeFrame(place, colors);
    if (frame) lines.push("", frame, "");
  }
  if (remedy) lines.push(remedy);
  return `${lines.join("\n")}\n`;
}
