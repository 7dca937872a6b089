import type { FileRange, Range } from "@millrace/protocol";
import type { Codebase, Defined } from "./codebase.js";
import { definedAs } from "./definition-at.js";
import { type Source, sameRange } from "./source.js";

/** A place where a task or flow is named. */
export interface Use extends FileRange {
  kind: "definition" | "import" | "call";
}

/** Every place of the workspace that names a task or flow: definition, imports, calls. */
export function usesOf(defined: Defined, codebase: Codebase): Use[] {
  const found = new Map<string, Use>();
  const add = (use: Use): void => {
    const { start } = use.range;
    found.set(`${use.file}:${start.line}:${start.character}`, use);
  };
  add({ kind: "definition", file: defined.file, range: defined.fact.nameRange });
  for (const file of codebase.files()) {
    const source = codebase.source(file);
    if (!source) continue;
    for (const range of importsOf(defined, source, codebase)) add({ kind: "import", file, range });
    for (const range of namedCalls(defined, source, codebase)) add({ kind: "call", file, range });
    for (const use of drawnCalls(defined.key, source, codebase)) add(use);
  }
  return [...found.values()].sort(byPlace);
}

function importsOf(defined: Defined, source: Source, codebase: Codebase): Range[] {
  return source.facts.imports
    .filter(({ local }) => local !== "" && isSame(definedAs(source, local, codebase), defined))
    .map(({ range }) => range);
}

/** Calls by a name that stands for it: also those outside every flow. */
function namedCalls(defined: Defined, source: Source, codebase: Codebase): Range[] {
  const last = defined.fact.name.slice(defined.fact.name.lastIndexOf(".") + 1);
  return source.facts.calls
    .filter(({ callee }) => {
      if (callee.startsWith("this.")) return false;
      // A file that neither defines nor imports the name cannot mean it.
      const isLikely = callee === last || callee.includes(".") || hasAlias(source, callee);
      return isLikely && isSame(definedAs(source, callee, codebase), defined);
    })
    .map(({ nameRange }) => nameRange);
}

function hasAlias({ facts }: Source, name: string): boolean {
  return facts.imports.some(({ local, imported }) => local === name && imported !== name);
}

/** Calls found by the value that is called: members, aliases, tasks handed on. */
function drawnCalls(key: string, source: Source, codebase: Codebase): Use[] {
  return source.analysis.graph.flows.flatMap((flow) =>
    flow.nodes.flatMap((node): Use[] => {
      if (node.task !== key) return [];
      const file = node.file ?? source.file;
      const range = calleeAt(codebase.source(file), node.location);
      return [{ kind: "call", file, range }];
    }),
  );
}

/** The callee's name in a call; the start of the call where it has no plain name. */
export function calleeAt(source: Source | undefined, location: Range): Range {
  const call = source?.facts.calls.find(({ range }) => sameRange(range, location));
  return call?.nameRange ?? { start: location.start, end: location.start };
}

function isSame(one: Defined | undefined, other: Defined): boolean {
  return one !== undefined && one.file === other.file && one.fact.name === other.fact.name;
}

function byPlace(a: Use, b: Use): number {
  return (
    a.file.localeCompare(b.file) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.character - b.range.start.character
  );
}
