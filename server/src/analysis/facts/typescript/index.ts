import { ts } from "ts-morph";
import { lineStartsOf, rangeOf } from "../../ir/source.js";
import type { FileFacts } from "../model.js";
import { callFacts } from "./calls.js";
import { configFacts } from "./config.js";
import { definitionFacts } from "./definitions.js";
import { heirFacts } from "./heirs.js";
import { linkFacts } from "./links.js";

/** Trees of the last few texts: facts, rules and hovers look at the same one after an edit. */
const parsed: ts.SourceFile[] = [];
const KEPT = 4;

/**
 * Parses a file as its name says: TypeScript, TSX, or JavaScript with or without JSX. The tree is not
 * to be changed.
 */
export function parse(file: string, text: string): ts.SourceFile {
  const known = parsed.findIndex((each) => each.fileName === file && each.text === text);
  const [tree] =
    known === -1
      ? [ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, scriptKind(file))]
      : parsed.splice(known, 1);
  parsed.unshift(tree as ts.SourceFile);
  parsed.length = Math.min(parsed.length, KEPT);
  return tree as ts.SourceFile;
}

function scriptKind(file: string): ts.ScriptKind {
  if (/\.[cm]?ts$/.test(file)) return ts.ScriptKind.TS;
  if (file.endsWith(".tsx")) return ts.ScriptKind.TSX;
  return ts.ScriptKind.JSX;
}

/** Layer 1: what a file says on its face. */
export function extractFacts(file: string, source: ts.SourceFile): FileFacts {
  const lineStarts = lineStartsOf(source.text);
  const links = linkFacts(source, lineStarts);
  const definitions = definitionFacts(source, lineStarts, links);
  const config = configFacts(
    source,
    (node) => rangeOf(lineStarts, { start: node.getStart(source), end: node.end }),
    links.imports,
  );
  return {
    file,
    ...links,
    definitions,
    ...(config ? { config } : {}),
    heirs: heirFacts(source),
    calls: callFacts(source, lineStarts, definitions),
    syntaxErrors: syntaxErrors(source, lineStarts),
  };
}

function syntaxErrors(source: ts.SourceFile, lineStarts: readonly number[]) {
  // The parser keeps its errors on the file; the public way to them needs a whole program.
  const { parseDiagnostics = [] } = source as ts.SourceFile & {
    parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
  };
  return parseDiagnostics.map((each) => ({
    message: ts.flattenDiagnosticMessageText(each.messageText, "\n"),
    range: rangeOf(lineStarts, { start: each.start, end: each.start + each.length }),
  }));
}
