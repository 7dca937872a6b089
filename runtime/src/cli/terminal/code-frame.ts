import { readFileSync } from "node:fs";
import { cut, harmless } from "./text.js";
import type { Colors } from "./theme.js";

/** Lines shown before and after the one meant. */
const AROUND = 2;
/** Columns shown where nobody says how wide the terminal is. */
const WIDEST = 120;

/** The lines around a place, with a mark under the column; `undefined` where the file is not there. */
export function codeFrame(
  place: { file: string; line: number; column: number },
  colors: Colors,
  columns = process.stderr.columns ?? WIDEST,
): string | undefined {
  let text: string;
  try {
    text = readFileSync(place.file, "utf8");
  } catch {
    return undefined;
  }
  const lines = text.split(/\r?\n/);
  if (place.line > lines.length) return undefined;
  const first = Math.max(1, place.line - AROUND);
  const last = Math.min(lines.length, place.line + AROUND);
  const margin = String(last).length;
  const room = columns - margin - 8;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const line = lines[number - 1] ?? "";
    // Tabs are drawn two columns wide, so that the mark stands where it should.
    const code = cut(harmless(line.replaceAll("\t", "  ")), room);
    const label = String(number).padStart(margin);
    if (number !== place.line) {
      shown.push(colors.dim(`    ${label} │ ${code}`).trimEnd());
      continue;
    }
    shown.push(`  ${colors.red("›")} ${label} ${colors.dim("│")} ${code}`);
    const indent = line.slice(0, place.column - 1).replaceAll("\t", "  ").length;
    if (indent < room) {
      shown.push(
        `    ${" ".repeat(margin)} ${colors.dim("│")} ${" ".repeat(indent)}${colors.red("^")}`,
      );
    }
  }
  return shown.join("\n");
}
