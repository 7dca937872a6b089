import type { FileRange, Position, Range } from "@millrace/protocol";
import { ts } from "ts-morph";
import type { TextEdit, WorkspaceEdit } from "vscode-languageserver";
import type { Codebase } from "./codebase.js";
import { nameOf, optionsAt } from "./options/at.js";
import type { Source } from "./source.js";

/**
 * Names that are strings: the `name` of a task or flow, and tags. The names of variables are renamed
 * by TypeScript itself.
 */
interface StringName {
  sort: "name" | "tag";
  text: string;
  /** Between the quotes. */
  range: Range;
}

/** What would be renamed at a position; null where it is not a name of ours. */
export function computeRenameRange(
  source: Source,
  position: Position,
  codebase: Codebase,
): { range: Range; placeholder: string } | null {
  const found = stringNameAt(source, position, codebase);
  return found ? { range: found.range, placeholder: found.text } : null;
}

/** The edits that give a name another text, everywhere it is that name. */
export function computeRename(
  source: Source,
  position: Position,
  newName: string,
  codebase: Codebase,
): WorkspaceEdit | null {
  const found = stringNameAt(source, position, codebase);
  if (!found || newName === "") return null;
  const places: FileRange[] =
    found.sort === "tag"
      ? tagPlaces(found.text, codebase)
      : [{ file: source.file, range: found.range }];
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, range } of places) {
    const uri = codebase.uriOf(file);
    changes[uri] = [...(changes[uri] ?? []), { range, newText: escaped(newName) }];
  }
  return { changes };
}

function stringNameAt(
  source: Source,
  position: Position,
  codebase: Codebase,
): StringName | undefined {
  const literal = source.nodeAt(source.offsetAt(position));
  if (!ts.isStringLiteralLike(literal)) return undefined;
  const option = optionsAt(source, position, codebase)?.path.join(".");
  const sort = option === "name" ? "name" : option === "tags" ? "tag" : undefined;
  return sort && { sort, text: literal.text, range: insideQuotes(literal, source) };
}

function tagPlaces(tag: string, codebase: Codebase): FileRange[] {
  const places: FileRange[] = [];
  for (const file of codebase.files()) {
    const source = codebase.source(file);
    // Parsing is for files that have the text at all.
    if (!source?.text.includes(tag)) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteralLike(node) && node.text === tag && isTag(node, source, codebase)) {
        places.push({ file, range: insideQuotes(node, source) });
      }
      ts.forEachChild(node, visit);
    };
    visit(source.syntax);
  }
  return places;
}

function isTag(node: ts.StringLiteralLike, source: Source, codebase: Codebase): boolean {
  const list = node.parent;
  const property = list.parent;
  if (!ts.isArrayLiteralExpression(list) || !ts.isPropertyAssignment(property)) return false;
  if (nameOf(property.name) !== "tags") return false;
  return optionsAt(source, source.rangeOf(node).start, codebase)?.path.join(".") === "tags";
}

function insideQuotes(literal: ts.StringLiteralLike, source: Source): Range {
  return source.range(literal.getStart(source.syntax) + 1, literal.end - 1);
}

/** Fits between quotes of any kind. */
function escaped(text: string): string {
  return text.replace(/["'`\\]/g, "\\$&").replaceAll("\n", " ");
}
