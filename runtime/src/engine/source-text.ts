/** What a call's result is bound to, read from the original source: `fetchData` in `const fetchData = task(...)`. */
import { readFileSync } from "node:fs";
import type { Frame } from "@millrace/protocol";

const identifier = "[\\p{ID_Start}$_][\\p{ID_Continue}$]*";
// The text right before the call. A declaration may carry a type with `=` in it; a field or a
// property may not, or the pattern would reach back over other code.
const bindings = [
  new RegExp(`\\b(?:const|let|var)\\s+(${identifier})\\b[^;]*=\\s*$`, "u"),
  new RegExp(`(?:^|[\\s{;,#])(${identifier})\\s*[?!]?(?::[^=;]*)?=\\s*$`, "u"),
  new RegExp(`(${identifier})\\s*:\\s*$`, "u"),
];
/** A type annotation may push the call a few lines below the name. */
const linesBefore = 3;

const linesOf = new Map<string, readonly string[] | undefined>();

/** The name bound to the value of the call at `location`, if the call is all there is to it. */
export function boundName(location: Frame | undefined): string | undefined {
  if (location === undefined) return undefined;
  const lines = sourceLines(location.file);
  const line = lines?.[location.line - 1];
  if (lines === undefined || line === undefined) return undefined;
  const before = [
    ...lines.slice(Math.max(0, location.line - 1 - linesBefore), location.line - 1),
    line.slice(0, location.column - 1).replace(/[\p{ID_Continue}$]+\s*\.\s*$/u, ""),
  ].join("\n");
  for (const binding of bindings) {
    const name = binding.exec(before)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}

function sourceLines(file: string): readonly string[] | undefined {
  if (linesOf.has(file)) return linesOf.get(file);
  let lines: readonly string[] | undefined;
  try {
    lines = readFileSync(file, "utf8").split("\n");
  } catch {
    // No source, no name from it: the export's name is next.
  }
  linesOf.set(file, lines);
  return lines;
}
