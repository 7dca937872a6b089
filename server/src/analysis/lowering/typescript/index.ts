import type { ts } from "ts-morph";
import type { Module } from "../../ir/model.js";
import { lineStartsOf } from "../../ir/source.js";
import type { Lowering } from "./context.js";
import { assignedIn, declaredIn, hoistedIn } from "./scope.js";
import { lowerStatements } from "./statements.js";

/** Lowers a parsed file. Import and export clauses are not here: the linker reads them from the facts. */
export function lowerModule(file: string, source: ts.SourceFile): Module {
  const lowering: Lowering = { source, unknown: [] };
  const body = lowerStatements(lowering, source.statements);
  return {
    file,
    lineStarts: lineStartsOf(source.text),
    body,
    declares: [...declaredIn(source.statements), ...hoistedIn(source)],
    reassigned: assignedIn(source),
    unknown: lowering.unknown,
  };
}
