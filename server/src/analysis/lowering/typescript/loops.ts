import { ts } from "ts-morph";
import { unwrap } from "../../facts/typescript/unwrap.js";
import type { Loop, LoopKind, Pattern, Stmt } from "../../ir/model.js";
import { type Lowering, spanOf } from "./context.js";
import { lowerExpression } from "./expressions.js";
import { lowerAssignmentTarget, lowerBinding } from "./patterns.js";
import { declaredBy } from "./scope.js";
import { lowerDeclarations, single } from "./statements.js";

/** Patterns P27..P45: every loop has one shape, told apart by `kind`. */
export function lowerLoop(lowering: Lowering, node: ts.IterationStatement): Loop {
  const base = {
    op: "loop" as const,
    declares: [] as string[],
    init: null,
    test: null,
    update: null,
    iterable: null,
    target: null,
    body: single(lowering, node.statement),
    runsAtLeastOnce: false,
    span: spanOf(lowering, node),
  };
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    return {
      ...base,
      kind: forKind(node),
      iterable: lowerExpression(lowering, node.expression),
      runsAtLeastOnce: ts.isForOfStatement(node) && isFilledArray(node.expression),
      ...loopVariable(lowering, node.initializer),
    };
  }
  if (ts.isForStatement(node)) {
    const { initializer, condition, incrementor } = node;
    const list = initializer && ts.isVariableDeclarationList(initializer) ? initializer : null;
    return {
      ...base,
      kind: "for",
      declares: list ? declaredBy(list) : [],
      init: initializer ? lowerInitializer(lowering, initializer) : null,
      test: condition ? lowerExpression(lowering, condition) : null,
      update: incrementor ? lowerExpression(lowering, incrementor) : null,
      runsAtLeastOnce: startsTrue(node),
    };
  }
  const { expression } = node as ts.WhileStatement | ts.DoStatement;
  const isDo = ts.isDoStatement(node);
  return {
    ...base,
    kind: isDo ? "do-while" : "while",
    test: lowerExpression(lowering, expression),
    runsAtLeastOnce: isDo || unwrap(expression).kind === ts.SyntaxKind.TrueKeyword,
  };
}

function forKind(node: ts.ForOfStatement | ts.ForInStatement): LoopKind {
  if (ts.isForInStatement(node)) return "for-in";
  return node.awaitModifier ? "for-await" : "for-of";
}

function loopVariable(
  lowering: Lowering,
  initializer: ts.ForInitializer,
): { target: Pattern; declares: string[] } {
  if (ts.isVariableDeclarationList(initializer)) {
    const [first] = initializer.declarations;
    if (first) {
      return { target: lowerBinding(lowering, first.name), declares: declaredBy(initializer) };
    }
    return {
      target: { op: "list", items: [], rest: null, span: spanOf(lowering, initializer) },
      declares: [],
    };
  }
  return { target: lowerAssignmentTarget(lowering, initializer), declares: [] };
}

function lowerInitializer(lowering: Lowering, initializer: ts.ForInitializer): Stmt {
  const span = spanOf(lowering, initializer);
  if (ts.isVariableDeclarationList(initializer)) {
    const body = lowerDeclarations(lowering, initializer);
    // The names belong to the loop's scope, so the block declares none of its own.
    return { op: "block", body, declares: [], span };
  }
  return { op: "expr", value: lowerExpression(lowering, initializer), span };
}

function isFilledArray(node: ts.Expression): boolean {
  const value = unwrap(node);
  return (
    ts.isArrayLiteralExpression(value) && value.elements.some((each) => !ts.isSpreadElement(each))
  );
}

/** `for (let i = 0; i < 3; ...)` runs; `for (let i = 0; i < n; ...)` may not; `for (;;)` does. */
function startsTrue(node: ts.ForStatement): boolean {
  if (!node.condition) return true;
  const { condition, initializer } = node;
  if (!ts.isBinaryExpression(condition) || !initializer) return false;
  if (!ts.isVariableDeclarationList(initializer)) return false;
  const start = initializer.declarations[0]?.initializer;
  const bound = condition.right;
  if (!start || !ts.isNumericLiteral(start) || !ts.isNumericLiteral(bound)) return false;
  const [from, to] = [Number(start.text), Number(bound.text)];
  switch (condition.operatorToken.kind) {
    case ts.SyntaxKind.LessThanToken:
      return from < to;
    case ts.SyntaxKind.LessThanEqualsToken:
      return from <= to;
    case ts.SyntaxKind.GreaterThanToken:
      return from > to;
    case ts.SyntaxKind.GreaterThanEqualsToken:
      return from >= to;
    default:
      return false;
  }
}
