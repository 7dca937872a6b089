import { ts } from "ts-morph";

/** The nearest function around a node, or undefined at the top level. */
export function functionAround(node: ts.Node): ts.SignatureDeclaration | undefined {
  for (let at = node.parent; at; at = at.parent) if (ts.isFunctionLike(at)) return at;
  return undefined;
}

export function isAsync(fn: ts.Node | undefined): boolean {
  return (
    fn !== undefined &&
    ts.canHaveModifiers(fn) &&
    (ts.getModifiers(fn) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  );
}

/** Whether `await` may stand here as the code is: in an async function, or at a module's top level. */
export function mayAwait(node: ts.Node): boolean {
  const fn = functionAround(node);
  return fn ? isAsync(fn) : true;
}

/** Goes through a piece of code as it runs: what stands in inner functions runs at another time. */
export function walkOwn(root: ts.Node, seen: (node: ts.Node) => void): void {
  const visit = (node: ts.Node): void => {
    seen(node);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(root);
}

export function walkAll(root: ts.Node, seen: (node: ts.Node) => void): void {
  const visit = (node: ts.Node): void => {
    seen(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
}

export function isWithin(inner: ts.Node, outer: ts.Node): boolean {
  return inner.pos >= outer.pos && inner.end <= outer.end;
}

/** The statements of a list, where a node stands directly in one. */
export function statementsAround(node: ts.Node): readonly ts.Statement[] | undefined {
  const { parent } = node;
  if (!parent) return undefined;
  return ts.isBlock(parent) ||
    ts.isSourceFile(parent) ||
    ts.isCaseOrDefaultClause(parent) ||
    ts.isModuleBlock(parent)
    ? parent.statements
    : undefined;
}

/** `xs.map(...)`: the receiver and the method's name, where the callee is written so. */
export function methodCall(
  node: ts.Node,
): { call: ts.CallExpression; object: ts.Expression; method: string; name: ts.Node } | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression))
    return undefined;
  const { expression: object, name } = node.expression;
  return { call: node, object, method: name.text, name };
}

/** `Promise.race`: a call of a method of a global. */
export function isCallOf(node: ts.Node, object: string, method: string): node is ts.CallExpression {
  const found = methodCall(node);
  return found?.method === method && ts.isIdentifier(found.object) && found.object.text === object;
}

export function isFunctionLiteral(
  node: ts.Node | undefined,
): node is ts.ArrowFunction | ts.FunctionExpression {
  return node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
}

export function bodyOf(fn: ts.SignatureDeclaration): ts.Node | undefined {
  return (fn as ts.FunctionLikeDeclaration).body;
}
