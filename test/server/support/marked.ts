import type { Position } from "@millrace/protocol";

/** Splits a text at its one `|`: the text without it, and where it was. */
export function marked(text: string): { text: string; position: Position } {
  const at = text.indexOf("|>");
  if (at === -1 || text.indexOf("|>", at + 1) !== -1) throw new Error("one |> is expected");
  const before = text.slice(0, at).split("\n");
  return {
    text: text.slice(0, at) + text.slice(at + 2),
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}

/** The part of a text that a range covers. */
export function covered(text: string, range: { start: Position; end: Position }): string {
  const lines = text.split("\n");
  const offset = ({ line, character }: Position) =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  return text.slice(offset(range.start), offset(range.end));
}
