import { ts } from "ts-morph";
import { unwrap } from "../../facts/typescript/unwrap.js";
import type { Expr, Key, ObjectEntry } from "../../ir/model.js";
import { lowerArg, lowerCall, lowerTagged } from "./calls.js";
import { lowerClass } from "./classes.js";
import { type Lowering, spanOf } from "./context.js";
import { lowerFunction } from "./functions.js";
import { elementKey, lowerAssignmentTarget, propertyKey } from "./patterns.js";

/** Lowers an expression that is bound to a name: definitions are named after it. */
export function lowerNamed(lowering: Lowering, node: ts.Expression, hint: string): Expr {
  const value = unwrap(node);
  if (ts.isCallExpression(value) || ts.isNewExpression(value)) {
    return lowerCall(lowering, value, hint);
  }
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) {
    const fn = lowerFunction(lowering, value, hint);
    return { op: "fn", fn, span: spanOf(lowering, value) };
  }
  if (ts.isObjectLiteralExpression(value)) return lowerObject(lowering, value, hint);
  return lowerExpression(lowering, node);
}

export function lowerExpression(lowering: Lowering, node: ts.Expression): Expr {
  const value = unwrap(node);
  const span = spanOf(lowering, value);
  const lower = (child: ts.Expression) => lowerExpression(lowering, child);
  switch (value.kind) {
    case ts.SyntaxKind.Identifier: {
      const name = (value as ts.Identifier).text;
      if (name === "undefined") return { op: "const", value: undefined, span };
      return { op: "read", name, span };
    }
    case ts.SyntaxKind.StringLiteral:
    case ts.SyntaxKind.NoSubstitutionTemplateLiteral:
      return { op: "const", value: (value as ts.StringLiteral).text, span };
    case ts.SyntaxKind.NumericLiteral:
      return { op: "const", value: Number((value as ts.NumericLiteral).text), span };
    case ts.SyntaxKind.TrueKeyword:
      return { op: "const", value: true, span };
    case ts.SyntaxKind.FalseKeyword:
      return { op: "const", value: false, span };
    case ts.SyntaxKind.NullKeyword:
      return { op: "const", value: null, span };
    case ts.SyntaxKind.BigIntLiteral:
    case ts.SyntaxKind.RegularExpressionLiteral:
      return { op: "derive", parts: [], span };
    case ts.SyntaxKind.ThisKeyword:
      return { op: "self", span };
    case ts.SyntaxKind.SuperKeyword:
      return { op: "super", span };
    case ts.SyntaxKind.PropertyAccessExpression: {
      const access = value as ts.PropertyAccessExpression;
      const key: Key = { literal: access.name.text };
      const optional = access.questionDotToken !== undefined;
      return { op: "get", object: lower(access.expression), key, optional, span };
    }
    case ts.SyntaxKind.ElementAccessExpression: {
      const access = value as ts.ElementAccessExpression;
      const optional = access.questionDotToken !== undefined;
      const key = elementKey(lowering, access);
      return { op: "get", object: lower(access.expression), key, optional, span };
    }
    case ts.SyntaxKind.CallExpression:
    case ts.SyntaxKind.NewExpression:
      return lowerCall(lowering, value as ts.CallExpression);
    case ts.SyntaxKind.TaggedTemplateExpression:
      return lowerTagged(lowering, value as ts.TaggedTemplateExpression);
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.FunctionExpression: {
      const expression = value as ts.FunctionExpression;
      return {
        op: "fn",
        fn: lowerFunction(lowering, expression, expression.name?.text ?? ""),
        span,
      };
    }
    case ts.SyntaxKind.ClassExpression:
      return { op: "class", class: lowerClass(lowering, value as ts.ClassExpression), span };
    case ts.SyntaxKind.ObjectLiteralExpression:
      return lowerObject(lowering, value as ts.ObjectLiteralExpression);
    case ts.SyntaxKind.ArrayLiteralExpression: {
      const { elements } = value as ts.ArrayLiteralExpression;
      return { op: "array", items: elements.map((each) => lowerArg(lowering, each)), span };
    }
    case ts.SyntaxKind.OmittedExpression:
      return { op: "const", value: undefined, span };
    case ts.SyntaxKind.TemplateExpression: {
      const parts = (value as ts.TemplateExpression).templateSpans.map((each) =>
        lower(each.expression),
      );
      return { op: "derive", parts, span };
    }
    case ts.SyntaxKind.ConditionalExpression: {
      const cond = value as ts.ConditionalExpression;
      const [test, yes, no] = [lower(cond.condition), lower(cond.whenTrue), lower(cond.whenFalse)];
      return { op: "cond", test, yes, no, span };
    }
    case ts.SyntaxKind.AwaitExpression:
      return { op: "await", value: lower((value as ts.AwaitExpression).expression), span };
    case ts.SyntaxKind.YieldExpression: {
      const { expression, asteriskToken } = value as ts.YieldExpression;
      const delegate = asteriskToken !== undefined;
      return { op: "yield", value: expression ? lower(expression) : null, delegate, span };
    }
    case ts.SyntaxKind.BinaryExpression:
      return lowerBinary(lowering, value as ts.BinaryExpression);
    case ts.SyntaxKind.PrefixUnaryExpression:
    case ts.SyntaxKind.PostfixUnaryExpression:
      return lowerUnary(lowering, value as ts.PrefixUnaryExpression | ts.PostfixUnaryExpression);
    case ts.SyntaxKind.VoidExpression:
    case ts.SyntaxKind.DeleteExpression: {
      const nothing: Expr = { op: "const", value: undefined, span };
      return { op: "seq", parts: [lower((value as ts.VoidExpression).expression), nothing], span };
    }
    case ts.SyntaxKind.TypeOfExpression:
      return { op: "derive", parts: [lower((value as ts.TypeOfExpression).expression)], span };
    case ts.SyntaxKind.SpreadElement:
      return lower((value as ts.SpreadElement).expression);
    case ts.SyntaxKind.MetaProperty:
      return { op: "derive", parts: [], span };
    default:
      return lowerChildren(lowering, value, ts.SyntaxKind[value.kind] ?? "syntax");
  }
}

/** The fallback that keeps every node: whatever this is, its children run in source order. */
export function lowerChildren(lowering: Lowering, node: ts.Node, name: string): Expr {
  const span = spanOf(lowering, node);
  const parts: Expr[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isExpression(child)) parts.push(lowerExpression(lowering, child));
    else if (ts.isTypeNode(child)) return;
    else ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  // A missing identifier is what the parser puts where something is still to be typed.
  if (span.end > span.start) lowering.unknown.push({ reason: `${name} is not understood`, span });
  return { op: "opaque", parts, reason: `${name} is not understood`, span };
}

function lowerBinary(lowering: Lowering, node: ts.BinaryExpression): Expr {
  const span = spanOf(lowering, node);
  const right = () => lowerExpression(lowering, node.right);
  const left = () => lowerExpression(lowering, node.left);
  const target = () => lowerAssignmentTarget(lowering, node.left);
  const operator = node.operatorToken.kind;
  switch (operator) {
    case ts.SyntaxKind.CommaToken:
      return { op: "seq", parts: [left(), right()], span };
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return { op: "logic", kind: "and", left: left(), right: right(), span };
    case ts.SyntaxKind.BarBarToken:
      return { op: "logic", kind: "or", left: left(), right: right(), span };
    case ts.SyntaxKind.QuestionQuestionToken:
      return { op: "logic", kind: "nullish", left: left(), right: right(), span };
    case ts.SyntaxKind.EqualsToken: {
      const name = ts.isIdentifier(node.left) ? node.left.text : propertyName(node.left);
      const value = name ? lowerNamed(lowering, node.right, name) : right();
      return { op: "assign", target: target(), value, combine: false, span };
    }
    case ts.SyntaxKind.AmpersandAmpersandEqualsToken:
    case ts.SyntaxKind.BarBarEqualsToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken: {
      const kind = LOGICAL_ASSIGNMENT[operator] ?? "nullish";
      const write: Expr = { op: "assign", target: target(), value: right(), combine: false, span };
      return { op: "logic", kind, left: left(), right: write, span };
    }
    default:
      if (operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment) {
        return { op: "assign", target: target(), value: right(), combine: true, span };
      }
      return { op: "derive", parts: [left(), right()], span };
  }
}

const LOGICAL_ASSIGNMENT: Partial<Record<ts.SyntaxKind, "and" | "or" | "nullish">> = {
  [ts.SyntaxKind.AmpersandAmpersandEqualsToken]: "and",
  [ts.SyntaxKind.BarBarEqualsToken]: "or",
  [ts.SyntaxKind.QuestionQuestionEqualsToken]: "nullish",
};

function propertyName(node: ts.Expression): string | undefined {
  return ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
}

function lowerUnary(
  lowering: Lowering,
  node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression,
): Expr {
  const span = spanOf(lowering, node);
  const operand = lowerExpression(lowering, node.operand);
  if (node.operator === ts.SyntaxKind.ExclamationToken) return { op: "not", value: operand, span };
  if (
    node.operator === ts.SyntaxKind.MinusToken &&
    operand.op === "const" &&
    typeof operand.value === "number"
  ) {
    return { op: "const", value: -operand.value, span };
  }
  const isStep =
    node.operator === ts.SyntaxKind.PlusPlusToken ||
    node.operator === ts.SyntaxKind.MinusMinusToken;
  if (isStep) {
    const one: Expr = { op: "const", value: 1, span };
    const target = lowerAssignmentTarget(lowering, node.operand);
    return { op: "assign", target, value: one, combine: true, span };
  }
  return { op: "derive", parts: [operand], span };
}

function lowerObject(lowering: Lowering, node: ts.ObjectLiteralExpression, hint?: string): Expr {
  const entries = node.properties.map((property): ObjectEntry => {
    const span = spanOf(lowering, property);
    if (ts.isSpreadAssignment(property)) {
      return { kind: "spread", value: lowerExpression(lowering, property.expression), span };
    }
    if (ts.isShorthandPropertyAssignment(property)) {
      const key: Key = { literal: property.name.text };
      return { kind: "property", key, value: lowerExpression(lowering, property.name), span };
    }
    const key = propertyKey(lowering, property.name);
    const name = "literal" in key ? (hint ? `${hint}.${key.literal}` : key.literal) : "computed";
    if (ts.isPropertyAssignment(property)) {
      return {
        kind: "property",
        key,
        value: lowerNamed(lowering, property.initializer, name),
        span,
      };
    }
    const fn = lowerFunction(lowering, property, name);
    if (ts.isGetAccessorDeclaration(property)) return { kind: "getter", key, fn, span };
    return { kind: "property", key, value: { op: "fn", fn, span }, span };
  });
  return { op: "object", entries, span: spanOf(lowering, node) };
}
