import { ts } from "ts-morph";
import { unwrap } from "../../facts/typescript/unwrap.js";
import type { Arg, CallExpr, Expr } from "../../ir/model.js";
import { type Lowering, spanOf } from "./context.js";
import { lowerExpression } from "./expressions.js";
import { mayCall } from "./may-call.js";

export function lowerCall(
  lowering: Lowering,
  node: ts.CallExpression | ts.NewExpression,
  hint?: string,
): Expr {
  const span = spanOf(lowering, node);
  const { expression } = node;
  const [first] = node.arguments ?? [];
  if (expression.kind === ts.SyntaxKind.ImportKeyword && first) {
    return { op: "import", specifier: lowerExpression(lowering, first), deferred: true, span };
  }
  if (ts.isIdentifier(expression) && expression.text === "require" && first) {
    return { op: "import", specifier: lowerExpression(lowering, first), deferred: false, span };
  }
  const callee = lowerExpression(lowering, expression);
  return {
    op: "call",
    callee: mayCall(lowering, node, callee) ?? callee,
    args: (node.arguments ?? []).map((argument) => lowerArg(lowering, argument)),
    optional: ts.isCallExpression(node) && node.questionDotToken !== undefined,
    construct: ts.isNewExpression(node),
    positions: ts.isNewExpression(node) ? [span.start] : positionsOf(lowering, node),
    ...(hint ? { hint } : {}),
    ...(isAsserted(expression) ? { asserted: true } : {}),
    span,
  };
}

function isAsserted(node: ts.Expression): boolean {
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return true;
  const isChained =
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isNonNullExpression(node);
  return isChained && isAsserted(node.expression);
}

export function lowerTagged(lowering: Lowering, node: ts.TaggedTemplateExpression): CallExpr {
  const { template } = node;
  const parts = ts.isTemplateExpression(template)
    ? template.templateSpans.map((each) => each.expression)
    : [];
  return {
    op: "call",
    callee: lowerExpression(lowering, node.tag),
    args: [
      { value: { op: "const", value: "", span: spanOf(lowering, template) }, spread: false },
      ...parts.map((part) => ({ value: lowerExpression(lowering, part), spread: false })),
    ],
    optional: false,
    construct: false,
    positions: [template.getStart(lowering.source), lastToken(lowering, node.tag)],
    span: spanOf(lowering, node),
  };
}

export function lowerArg(lowering: Lowering, node: ts.Expression): Arg {
  if (ts.isSpreadElement(node)) {
    return { value: lowerExpression(lowering, node.expression), spread: true };
  }
  return { value: lowerExpression(lowering, node), spread: false };
}

/**
 * The column V8 gives in a stack frame: the callee's start for a plain name, the property's start
 * for a member, and the opening parenthesis for everything else (verified on Node 20). A source map
 * has no entry for that parenthesis, so that it leads to the last token of the callee that has one.
 */
function positionsOf(lowering: Lowering, node: ts.CallExpression): number[] {
  const callee = node.questionDotToken ? node.expression : unwrap(node.expression);
  const isPlain = callee === node.expression || !ts.isParenthesizedExpression(node.expression);
  if (!node.questionDotToken && isPlain) {
    if (ts.isIdentifier(callee) || ts.isPropertyAccessExpression(callee)) {
      return [lastToken(lowering, callee)];
    }
  }
  const { text } = lowering.source;
  const from = node.typeArguments ? node.typeArguments.end : node.expression.end;
  const paren = text.indexOf("(", from);
  const own = paren === -1 ? node.getStart(lowering.source) : paren;
  return [own, lastToken(lowering, node.expression)];
}

/** The name a callee ends with, or the bracket that closes it (measured with esbuild). */
function lastToken(lowering: Lowering, node: ts.Expression): number {
  const callee = unwrap(node);
  if (ts.isIdentifier(callee)) return callee.getStart(lowering.source);
  if (ts.isPropertyAccessExpression(callee)) return callee.name.getStart(lowering.source);
  if (ts.isConditionalExpression(callee)) return lastToken(lowering, callee.whenFalse);
  if (ts.isBinaryExpression(callee)) return lastToken(lowering, callee.right);
  if (ts.isAwaitExpression(callee)) return lastToken(lowering, callee.expression);
  return callee.end - 1;
}
