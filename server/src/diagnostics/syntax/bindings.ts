import { ts } from "ts-morph";

/** A name, where it is declared, and everywhere it is used: what "never read" and "shadows" stand on. */
export interface Binding {
  name: string;
  /** The name in the declaration. */
  node: ts.Identifier;
  declaration: ts.Node;
  /** The function, block or file in which the name is known. */
  scope: ts.Node;
  reads: ts.Identifier[];
  writes: ts.Identifier[];
}

export interface Bindings {
  /** What an identifier refers to, or declares; undefined for globals and property names. */
  of(identifier: ts.Identifier): Binding | undefined;
  /** What a name means in a place. */
  lookup(name: string, from: ts.Node): Binding | undefined;
  all: readonly Binding[];
}

/** Lexical scoping from syntax alone: no type checker, so a keystroke can afford it. */
export function bindingsOf(source: ts.SourceFile): Bindings {
  const scopes = new Map<ts.Node, Map<string, Binding>>();
  const byNode = new Map<ts.Identifier, Binding>();
  const all: Binding[] = [];

  const declare = (node: ts.Identifier, declaration: ts.Node, scope: ts.Node): void => {
    const names = scopes.get(scope) ?? new Map<string, Binding>();
    scopes.set(scope, names);
    let binding = names.get(node.text);
    if (!binding) {
      binding = { name: node.text, node, declaration, scope, reads: [], writes: [] };
      names.set(node.text, binding);
      all.push(binding);
    }
    byNode.set(node, binding);
  };

  const lookup = (name: string, from: ts.Node): Binding | undefined => {
    for (let at: ts.Node | undefined = from; at; at = at.parent) {
      const found = scopes.get(at)?.get(name);
      if (found) return found;
    }
    return undefined;
  };

  collect(source, declare);
  visitReferences(source, (identifier) => {
    const binding = lookup(identifier.text, identifier);
    if (!binding || byNode.has(identifier)) return;
    byNode.set(identifier, binding);
    const use = useOf(identifier);
    if (use !== "write") binding.reads.push(identifier);
    if (use !== "read") binding.writes.push(identifier);
  });
  return { of: (identifier) => byNode.get(identifier), lookup, all };
}

type Declare = (node: ts.Identifier, declaration: ts.Node, scope: ts.Node) => void;

function collect(source: ts.SourceFile, declare: Declare): void {
  const names = (name: ts.BindingName, declaration: ts.Node, scope: ts.Node): void => {
    if (ts.isIdentifier(name)) declare(name, declaration, scope);
    else
      for (const element of name.elements) {
        if (ts.isBindingElement(element)) names(element.name, declaration, scope);
      }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node)) {
      const list = node.parent;
      const isVar =
        ts.isVariableDeclarationList(list) && (list.flags & ts.NodeFlags.BlockScoped) === 0;
      names(node.name, node, isVar ? functionScope(node) : blockScope(node));
    } else if (ts.isParameter(node)) {
      names(node.name, node, node.parent);
    } else if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name) {
      declare(node.name, node, blockScope(node.parent));
    } else if ((ts.isFunctionExpression(node) || ts.isClassExpression(node)) && node.name) {
      declare(node.name, node, node);
    } else if (ts.isImportSpecifier(node) || ts.isNamespaceImport(node)) {
      declare(node.name, node, source);
    } else if (ts.isImportClause(node) && node.name) {
      declare(node.name, node, source);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

function isBlockScope(node: ts.Node): boolean {
  return (
    ts.isBlock(node) ||
    ts.isCaseBlock(node) ||
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isCatchClause(node) ||
    ts.isModuleBlock(node) ||
    ts.isSourceFile(node) ||
    ts.isFunctionLike(node)
  );
}

function blockScope(node: ts.Node): ts.Node {
  let at = node;
  while (!isBlockScope(at) && at.parent) at = at.parent;
  return at;
}

function functionScope(node: ts.Node): ts.Node {
  let at = node;
  while (!ts.isFunctionLike(at) && !ts.isSourceFile(at) && at.parent) at = at.parent;
  return at;
}

/** Identifiers that stand for a value: no property names, labels or types. */
function visitReferences(source: ts.SourceFile, seen: (identifier: ts.Identifier) => void): void {
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      seen(node);
    } else if (ts.isHeritageClause(node)) {
      for (const { expression } of node.types) visit(expression);
    } else if (ts.isExpressionWithTypeArguments(node)) {
      visit(node.expression);
    } else if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) {
      return;
    } else if (ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) {
      return;
    } else if (ts.isPropertyAccessExpression(node)) {
      visit(node.expression);
    } else if (ts.isExportSpecifier(node)) {
      if (!node.parent.parent.moduleSpecifier) visit(node.propertyName ?? node.name);
    } else if (ts.isBindingElement(node)) {
      if (node.propertyName && ts.isComputedPropertyName(node.propertyName))
        visit(node.propertyName);
      visit(node.name);
      if (node.initializer) visit(node.initializer);
    } else if (isNamed(node)) {
      ts.forEachChild(node, (child) => {
        if (child !== node.name || !ts.isIdentifier(child)) visit(child);
      });
    } else if (ts.isBreakOrContinueStatement(node)) {
      return;
    } else if (ts.isLabeledStatement(node)) {
      visit(node.statement);
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(source);
}

function isNamed(node: ts.Node): node is ts.Node & { name: ts.Node } {
  return (
    ts.isPropertyAssignment(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isAccessor(node) ||
    ts.isEnumMember(node)
  );
}

function useOf(identifier: ts.Identifier): "read" | "write" | "both" {
  let at: ts.Node = identifier;
  for (;;) {
    const { parent } = at;
    if (ts.isBinaryExpression(parent) && parent.left === at) {
      const operator = parent.operatorToken.kind;
      if (operator === ts.SyntaxKind.EqualsToken) return "write";
      const isCompound =
        operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
      return isCompound ? "both" : "read";
    }
    if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
      const isStep =
        parent.operator === ts.SyntaxKind.PlusPlusToken ||
        parent.operator === ts.SyntaxKind.MinusMinusToken;
      return isStep ? "both" : "read";
    }
    if ((ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && parent.initializer === at)
      return "write";
    // A pattern on the left of an assignment writes every name in it.
    const isPart =
      ts.isArrayLiteralExpression(parent) ||
      ts.isObjectLiteralExpression(parent) ||
      ts.isSpreadElement(parent) ||
      ts.isSpreadAssignment(parent) ||
      ts.isShorthandPropertyAssignment(parent) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      (ts.isPropertyAssignment(parent) && parent.initializer === at);
    if (!isPart) return "read";
    at = parent;
  }
}
