import { ts } from "ts-morph";
import type { HeirFact } from "../model.js";
import { plainName } from "./calls.js";

/** Which classes of a file extend or implement what, by name (P84, P86). */
export function heirFacts(source: ts.SourceFile): HeirFact[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isClassDeclaration(statement) || !statement.name) return [];
    const of = (statement.heritageClauses ?? [])
      .flatMap((clause) => [...clause.types])
      .flatMap((type) => plainName(type.expression) ?? []);
    return of.length > 0 ? [{ name: statement.name.text, of }] : [];
  });
}
