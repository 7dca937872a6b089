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

/** Variables that some function of the file writes, by name alone. */
export function assignedIn(source: ts.SourceFile): string[] {
  const names = new Set<string>();
  const visit = (node: ts.Node, isInside: boolean): void => {
    if (isInside) for (const each of targetsOf(node)) names.add(each.text);
    const enters = isInside || ts.isFunctionLike(node);
    ts.forEachChild(node, (child) => visit(child, enters));
  };
  visit(source, false);
  return [...names];
}

function targetsOf(node: ts.Node): ts.Identifier[] {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    return ts.isIdentifier(node.operand) ? [node.operand] : [];
  }
  if (!ts.isBinaryExpression(node)) return [];
  const { kind } = node.operatorToken;
  if (kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment) return [];
  if (ts.isIdentifier(node.left)) return [node.left];
  const found: ts.Identifier[] = [];
  const collect = (child: ts.Node): void => {
    if (ts.isIdentifier(child)) found.push(child);
    else ts.forEachChild(child, collect);
  };
  if (ts.isArrayLiteralExpression(node.left) || ts.isObjectLiteralExpression(node.left)) {
    collect(node.left);
  }
  return found;
}
