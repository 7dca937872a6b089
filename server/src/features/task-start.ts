import type { Position } from "@millrace/protocol";
import { ts } from "ts-morph";
import { contains, type Source } from "./source.js";

/** Where the code of the task or flow defined at a position begins: where a debugger is to stop first. */
export function computeTaskStart(source: Source, position: Position): Position | null {
  const fact = source.facts.definitions
    .filter(({ range }) => contains(range, position))
    .sort((a, b) => source.offsetAt(b.range.start) - source.offsetAt(a.range.start))[0];
  if (!fact) return null;
  const name = source.nodeAt(source.offsetAt(fact.nameRange.start));
  const body =
    fact.form === "decorator"
      ? bodyOf(enclosing(name, ts.isMethodDeclaration))
      : bodyOf(functionOf(source, source.offsetAt(fact.callRange.end) - 1));
  return body ? source.rangeOf(firstOf(body)).start : null;
}

/** The function that the `task(...)` call ending there was given, written in it or by name. */
function functionOf(source: Source, end: number): ts.Node | undefined {
  const call = enclosing(source.nodeAt(end), ts.isCallExpression);
  for (const argument of [...(call?.arguments ?? [])].reverse()) {
    const given = unwrapped(argument);
    if (ts.isArrowFunction(given) || ts.isFunctionExpression(given)) return given;
    if (ts.isIdentifier(given)) return declaredAs(source, given.text);
  }
  return undefined;
}

function declaredAs({ syntax }: Source, name: string): ts.Node | undefined {
  for (const statement of syntax.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return statement;
    if (!ts.isVariableStatement(statement)) continue;
    for (const one of statement.declarationList.declarations) {
      if (ts.isIdentifier(one.name) && one.name.text === name) return one.initializer;
    }
  }
  return undefined;
}

function bodyOf(node: ts.Node | undefined): ts.ConciseBody | undefined {
  return node && ts.isFunctionLike(node) && "body" in node
    ? (node.body as ts.ConciseBody | undefined)
    : undefined;
}

/** The first statement, a body that has none, or the expression that is all of it. */
function firstOf(body: ts.ConciseBody): ts.Node {
  if (!ts.isBlock(body)) return body;
  return body.statements[0] ?? body;
}

function enclosing<T extends ts.Node>(
  node: ts.Node,
  is: (node: ts.Node) => node is T,
): T | undefined {
  for (let at: ts.Node | undefined = node; at; at = at.parent) if (is(at)) return at;
  return undefined;
}

function unwrapped(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node)
    ? unwrapped(node.expression)
    : node;
}
