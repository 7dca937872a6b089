import type { Position, Range } from "@millrace/protocol";
import type { Edit } from "../../../server/src/diagnostics/index.js";

export function offsetOf(text: string, { line, character }: Position): number {
  const before = text.split("\n").slice(0, line);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + character;
}

export function rangeText(text: string, { start, end }: Range): string {
  return text.slice(offsetOf(text, start), offsetOf(text, end));
}

/** The text after edits, last one first, as an editor applies them. */
export function applied(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => offsetOf(text, b.range.start) - offsetOf(text, a.range.start))
    .reduce(
      (result, { range, text: insert }) =>
        result.slice(0, offsetOf(text, range.start)) +
        insert +
        result.slice(offsetOf(text, range.end)),
      text,
    );
}
