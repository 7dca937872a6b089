import { ts } from "ts-morph";

/** Names a pattern binds. */
function bound(name: ts.BindingName, into: string[]): void {
  if (ts.isIdentifier(name)) {
    into.push(name.text);
    return;
  }
  for (const element of name.elements) {
    if (ts.isBindingElement(element)) bound(element.name, into);
  }
}

/** Names that `let`, `const`, `class`, `function`, `enum` and `namespace` bind in a list of statements. */
export function declaredIn(statements: readonly ts.Statement[]): string[] {
  const names: string[] = [];
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) {
      if (isVar(statement.declarationList)) continue;
      for (const declaration of statement.declarationList.declarations) {
        bound(declaration.name, names);
      }
    } else if (
      (ts.isFunctionDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isEnumDeclaration(statement) ||
        ts.isModuleDeclaration(statement)) &&
      statement.name &&
      ts.isIdentifier(statement.name)
    ) {
      names.push(statement.name.text);
    }
  }
  return names;
}

export function declaredBy(list: ts.VariableDeclarationList): string[] {
  const names: string[] = [];
  if (!isVar(list)) for (const each of list.declarations) bound(each.name, names);
  return names;
}

export function declaredByBinding(name: ts.BindingName): string[] {
  const names: string[] = [];
  bound(name, names);
  return names;
}

/** Names that `var` hoists out of nested blocks, to the nearest function. */
export function hoistedIn(root: ts.Node): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && isVar(node)) {
      for (const declaration of node.declarations) bound(declaration.name, names);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(root, visit);
  return names;
}

export function isVar(list: ts.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) === 0;
}
