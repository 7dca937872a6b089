import { ts } from "ts-morph";

export type Literal = { known: true; value: unknown } | { known: false };

const UNKNOWN: Literal = { known: false };

/** The value of a literal expression: also of lists and objects of literals. */
export function literalValue(node: ts.Expression): Literal {
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node)
  ) {
    return literalValue(node.expression);
  }
  if (ts.isStringLiteralLike(node)) return { known: true, value: node.text };
  if (ts.isNumericLiteral(node))
    return { known: true, value: Number(node.text.replaceAll("_", "")) };
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { known: true, value: true };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { known: true, value: false };
  if (node.kind === ts.SyntaxKind.NullKeyword) return { known: true, value: null };
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const operand = literalValue(node.operand);
    return operand.known && typeof operand.value === "number"
      ? { known: true, value: -operand.value }
      : UNKNOWN;
  }
  if (ts.isArrayLiteralExpression(node)) {
    const items = node.elements.map(literalValue);
    return items.every((item) => item.known)
      ? { known: true, value: items.map((item) => (item as { value: unknown }).value) }
      : UNKNOWN;
  }
  if (ts.isObjectLiteralExpression(node)) {
    const result: Record<string, unknown> = {};
    for (const property of node.properties) {
      if (!ts.isPropertyAssignment(property)) return UNKNOWN;
      if (!ts.isIdentifier(property.name) && !ts.isStringLiteral(property.name)) return UNKNOWN;
      const value = literalValue(property.initializer);
      if (!value.known) return UNKNOWN;
      result[property.name.text] = value.value;
    }
    return { known: true, value: result };
  }
  return UNKNOWN;
}
