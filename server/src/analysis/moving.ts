import type { FileFacts } from "./facts/model.js";
import { graft, type Names } from "./ir/graft.js";
import { positionAt } from "./ir/source.js";
import type { LoadedFile } from "./loaded-file.js";

/**
 * Whether the new text of a file says what the old did to every other file, and its code only moved.
 * Then the old code has been given the new places.
 */
export function onlyMoved(
  before: LoadedFile,
  now: LoadedFile,
  isWorkspace: (specifier: string) => boolean,
): boolean {
  if (before.facts.syntaxErrors.length + now.facts.syntaxErrors.length > 0) return false;
  // Most edits inside a flow change it: comparing would only cost time.
  if (isInsideFlow(before, firstDifference(before.text, now.text))) return false;
  if (linksOf(before.facts) !== linksOf(now.facts)) return false;
  return graft(before.ir, now.ir, namesOf(before, isWorkspace));
}

function firstDifference(left: string, right: string): number {
  const end = Math.min(left.length, right.length);
  let at = 0;
  while (at < end && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  return at;
}

function isInsideFlow({ facts, ir }: LoadedFile, offset: number): boolean {
  const { line } = positionAt(ir.lineStarts, offset);
  return facts.definitions.some(
    ({ kind, range }) => kind === "flow" && range.start.line < line && line <= range.end.line,
  );
}

/** What other files can see of a file before any of its code is looked at. */
function linksOf({ imports, exports, heirs }: FileFacts): string {
  const named = imports.map((each) => [each.local, each.imported, each.specifier, each.typeOnly]);
  return JSON.stringify([named, exports, heirs]);
}

/** Which names of a file a task's inside may use without starting anything. */
function namesOf({ ir, facts }: LoadedFile, isWorkspace: (specifier: string) => boolean): Names {
  const isLibrary = (specifier: string) => /^millrace(\/|$)/.test(specifier);
  const tasks = facts.imports.filter(
    ({ imported, specifier }) => imported === "task" && isLibrary(specifier),
  );
  const imported = facts.imports.filter(
    ({ specifier }) => isLibrary(specifier) || isWorkspace(specifier),
  );
  const literals = ir.body.flatMap((stmt) =>
    stmt.op === "declare" && stmt.target.op === "name" && stmt.init?.op === "const"
      ? [stmt.target.name]
      : [],
  );
  const matters = new Set([...ir.declares, ...imported.map(({ local }) => local)]);
  for (const name of literals) matters.delete(name);
  return {
    isTask: (name) => tasks.some(({ local }) => local === name),
    mayMatter: (name) => matters.has(name),
  };
}
