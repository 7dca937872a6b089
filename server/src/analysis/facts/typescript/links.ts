import { ts } from "ts-morph";
import { rangeOf } from "../../ir/source.js";
import type { ExportFact, ImportFact } from "../model.js";
import { unwrap } from "./unwrap.js";

export interface LinkFacts {
  imports: ImportFact[];
  exports: ExportFact[];
}

/** Import and export clauses, `require` included: what the linker joins files by. */
export function linkFacts(source: ts.SourceFile, lineStarts: readonly number[]): LinkFacts {
  const facts: LinkFacts = { imports: [], exports: [] };
  const range = (node: ts.Node) =>
    rangeOf(lineStarts, { start: node.getStart(source), end: node.end });
  const add = (local: string, imported: string, typeOnly: boolean, at: ts.Node, from: ts.Node) => {
    const specifier = ts.isStringLiteralLike(from) ? from.text : "";
    facts.imports.push({
      local,
      imported,
      specifier,
      typeOnly,
      range: range(at),
      specifierRange: range(from),
    });
  };

  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) importClause(statement, add);
    else if (ts.isImportEqualsDeclaration(statement)) {
      const { moduleReference } = statement;
      if (ts.isExternalModuleReference(moduleReference)) {
        const from = moduleReference.expression;
        add(statement.name.text, "*", statement.isTypeOnly, statement.name, from);
      }
    } else if (ts.isExportDeclaration(statement)) {
      facts.exports.push(...exportClause(statement));
    } else if (ts.isExportAssignment(statement)) {
      const value = unwrap(statement.expression);
      const local = ts.isIdentifier(value) ? value.text : "default";
      facts.exports.push({ kind: "local", exported: "default", local });
    } else if (isExported(statement)) {
      facts.exports.push(...exportedDeclaration(statement));
    }
  }
  return facts;
}

type AddImport = (
  local: string,
  imported: string,
  typeOnly: boolean,
  at: ts.Node,
  from: ts.Node,
) => void;

function importClause(statement: ts.ImportDeclaration, add: AddImport): void {
  const { importClause: clause, moduleSpecifier: from } = statement;
  if (!clause) {
    add("", "*", false, from, from);
    return;
  }
  const typeOnly = clause.isTypeOnly;
  if (clause.name) add(clause.name.text, "default", typeOnly, clause.name, from);
  const bindings = clause.namedBindings;
  if (!bindings) return;
  if (ts.isNamespaceImport(bindings)) {
    add(bindings.name.text, "*", typeOnly, bindings.name, from);
    return;
  }
  for (const element of bindings.elements) {
    const imported = element.propertyName?.text ?? element.name.text;
    add(element.name.text, imported, typeOnly || element.isTypeOnly, element.name, from);
  }
}

function exportClause(statement: ts.ExportDeclaration): ExportFact[] {
  const { exportClause: clause, moduleSpecifier } = statement;
  const specifier =
    moduleSpecifier && ts.isStringLiteralLike(moduleSpecifier) ? moduleSpecifier.text : undefined;
  if (!clause) return specifier === undefined ? [] : [{ kind: "all", specifier }];
  if (ts.isNamespaceExport(clause)) {
    return [
      { kind: "from", exported: clause.name.text, imported: "*", specifier: specifier ?? "" },
    ];
  }
  return clause.elements.map((element): ExportFact => {
    const exported = element.name.text;
    const local = element.propertyName?.text ?? exported;
    if (specifier === undefined) return { kind: "local", exported, local };
    return { kind: "from", exported, imported: local, specifier };
  });
}

export function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some((each) => each.kind === ts.SyntaxKind.ExportKeyword)
  );
}

function exportedDeclaration(statement: ts.Statement): ExportFact[] {
  const isDefault =
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some((each) => each.kind === ts.SyntaxKind.DefaultKeyword);
  if (ts.isVariableStatement(statement)) {
    const names: string[] = [];
    const collect = (name: ts.BindingName): void => {
      if (ts.isIdentifier(name)) names.push(name.text);
      else for (const each of name.elements) if (ts.isBindingElement(each)) collect(each.name);
    };
    for (const each of statement.declarationList.declarations) collect(each.name);
    return names.map((name) => ({ kind: "local", exported: name, local: name }));
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    const local = statement.name.text;
    return [{ kind: "local", exported: isDefault ? "default" : local, local, typeOnly: true }];
  }
  if (
    (ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isModuleDeclaration(statement)) &&
    (statement.name === undefined || ts.isIdentifier(statement.name))
  ) {
    const local = statement.name?.text ?? "default";
    return [{ kind: "local", exported: isDefault ? "default" : local, local }];
  }
  return [];
}
