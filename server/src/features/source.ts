import type { Position, Range } from "@millrace/protocol";
import { ts } from "ts-morph";
import { type FileAnalysis, type FileFacts, parse } from "../analysis/index.js";
import { lineStartsOf, positionAt } from "../analysis/ir/source.js";

/** A file as the language features look at it: its text, what it says on its face, its graphs. */
export class Source {
  readonly lineStarts: readonly number[];
  #syntax: ts.SourceFile | undefined;

  constructor(
    readonly file: string,
    readonly text: string,
    readonly facts: FileFacts,
    readonly analysis: FileAnalysis,
  ) {
    this.lineStarts = lineStartsOf(text);
  }

  /** The syntax tree, parsed when a feature asks for it: most requests do without. */
  get syntax(): ts.SourceFile {
    this.#syntax ??= parse(this.file, this.text);
    return this.#syntax;
  }

  offsetAt({ line, character }: Position): number {
    const start = this.lineStarts[line];
    if (start === undefined) return this.text.length;
    const end = this.lineStarts[line + 1] ?? this.text.length;
    return Math.min(start + character, end);
  }

  rangeOf(node: ts.Node): Range {
    return this.range(node.getStart(this.syntax), node.end);
  }

  range(start: number, end: number): Range {
    return { start: positionAt(this.lineStarts, start), end: positionAt(this.lineStarts, end) };
  }

  textAt({ start, end }: Range): string {
    return this.text.slice(this.offsetAt(start), this.offsetAt(end));
  }

  /** The line a person would read there, without its indentation. */
  line(line: number): string {
    const start = this.lineStarts[line];
    if (start === undefined) return "";
    return this.text.slice(start, this.lineStarts[line + 1] ?? this.text.length).trim();
  }

  /** The innermost node whose text holds the offset, its end included. */
  nodeAt(offset: number): ts.Node {
    let found: ts.Node = this.syntax;
    const visit = (node: ts.Node): void => {
      if (node.getStart(this.syntax) > offset || node.end < offset) return;
      found = node;
      ts.forEachChild(node, visit);
    };
    ts.forEachChild(this.syntax, visit);
    return found;
  }
}

export function contains({ start, end }: Range, position: Position): boolean {
  return !isBefore(position, start) && !isBefore(end, position);
}

export function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

export function sameRange(a: Range, b: Range): boolean {
  return (
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
