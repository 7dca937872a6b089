/** Positions of the protocol, compared and given to VS Code. */
import type { Position, Range } from "@millrace/protocol";

export function contains({ start, end }: Range, position: Position): boolean {
  return !before(position, start) && !before(end, position);
}

export function overlaps(a: Range, b: Range): boolean {
  return !before(a.end, b.start) && !before(b.end, a.start);
}

export function before(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
