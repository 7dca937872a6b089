import type { Position } from "@millrace/protocol";
import { ts } from "ts-morph";
import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  type MarkupContent,
} from "vscode-languageserver";
import { spokenAllowance } from "../diagnostics/limits.js";
import type { Codebase } from "./codebase.js";
import { limitsInUse } from "./limits-in-use.js";
import { nameOf, type OptionsAt, optionsAt } from "./options/at.js";
import { type OptionDoc, optionDocs } from "./options/catalogue.js";
import type { Source } from "./source.js";
import { tagsInUse } from "./tags.js";
import { futuresAt } from "./values-in-scope.js";

/** Names and values of options where options are written, and futures where `waitFor` lists them. */
export function computeCompletion(
  source: Source,
  position: Position,
  codebase: Codebase,
): CompletionItem[] {
  const at = optionsAt(source, position, codebase);
  if (!at) return [];
  const offset = source.offsetAt(position);
  const docs = docsAt(at);
  const property = propertyWithValueAt(at, offset, source.text);
  if (!property) return nameItems(docs, at);
  const name = nameOf(property.name);
  if (name === "waitFor") return waitForItems(source, offset);
  if (name === "tags") return tagItems(source, offset, codebase);
  const doc = docs.find((one) => one.name === name);
  const values = doc ? valueItems(doc, source, offset) : [];
  return isLimitName(at, name) ? [...limitItems(source, offset, codebase), ...values] : values;
}

/** The options of the innermost object around the position; none where it holds something else. */
function docsAt({ kind, call, path, innermost, property }: OptionsAt): readonly OptionDoc[] {
  const around = property?.parent === innermost ? path.slice(0, -1) : path;
  return around.reduce<readonly OptionDoc[]>(
    (docs, option) => docs.find(({ name }) => name === option)?.inner ?? [],
    optionDocs(kind, call),
  );
}

/** The option whose value the position is in: behind its colon, before its comma. */
function propertyWithValueAt(
  { innermost }: OptionsAt,
  offset: number,
  text: string,
): ts.PropertyAssignment | undefined {
  const before = innermost.properties.findLast((each) => each.name && each.name.end < offset);
  if (!before || !ts.isPropertyAssignment(before)) return undefined;
  return text.slice(before.end, offset).includes(",") ? undefined : before;
}

function nameItems(docs: readonly OptionDoc[], { innermost }: OptionsAt): CompletionItem[] {
  const taken = new Set(innermost.properties.map((each) => each.name && nameOf(each.name)));
  return docs
    .filter(({ name }) => !taken.has(name))
    .map(({ name, type, doc, snippet }) => ({
      label: name,
      kind: CompletionItemKind.Property,
      detail: type,
      documentation: markdown(doc),
      insertText: `${name}: ${snippet},`,
      insertTextFormat: InsertTextFormat.Snippet,
      // Before the names that a language service for all of TypeScript offers.
      sortText: `0${name}`,
    }));
}

function valueItems(
  { values = [], doc }: OptionDoc,
  source: Source,
  offset: number,
): CompletionItem[] {
  const inString = isInString(source, offset);
  return values
    .filter((value) => !inString || value.startsWith('"'))
    .map((value, i) => ({
      label: inString ? value.slice(1, -1) : value,
      kind: CompletionItemKind.Value,
      documentation: markdown(doc),
      sortText: `0${i}`,
    }));
}

function waitForItems(source: Source, offset: number): CompletionItem[] {
  return futuresAt(source, offset).map(({ name, task }) => ({
    label: name,
    kind: CompletionItemKind.Variable,
    detail: `the future of ${task}`,
    sortText: `0${name}`,
  }));
}

function tagItems(source: Source, offset: number, codebase: Codebase): CompletionItem[] {
  const inString = isInString(source, offset);
  return tagsInUse(codebase).map((tag) => ({
    label: inString ? tag : `"${tag}"`,
    kind: CompletionItemKind.Value,
    detail: "a tag in use",
  }));
}

/** `concurrency: "|"`, also in a list, and `concurrency: { name: "|" }`. */
function isLimitName({ path }: OptionsAt, name: string): boolean {
  return path[0] === "concurrency" && (path.length === 1 || name === "name");
}

function limitItems(source: Source, offset: number, codebase: Codebase): CompletionItem[] {
  const inString = isInString(source, offset);
  return limitsInUse(codebase).map(({ name, ...allowance }) => ({
    label: inString ? name : JSON.stringify(name),
    kind: CompletionItemKind.Value,
    detail: spokenAllowance(allowance) || "a limit in use",
    sortText: `00${name}`,
  }));
}

function isInString(source: Source, offset: number): boolean {
  const node = source.nodeAt(offset);
  return ts.isStringLiteralLike(node) && offset > node.getStart(source.syntax);
}

function markdown(value: string): MarkupContent {
  return { kind: "markdown", value };
}
