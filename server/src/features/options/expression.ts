import { ts } from "ts-morph";
import { literalValue } from "../../analysis/facts/typescript/literals.js";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import { parse } from "../../analysis/index.js";

/** The syntax of an option's value, from its text alone. */
export function expressionOf(text: string): ts.Expression | undefined {
  const [statement] = parse("option.ts", `(${text}\n)`).statements;
  if (!statement || !ts.isExpressionStatement(statement)) return undefined;
  return unwrap(statement.expression);
}

/** The value of a literal; undefined for anything that is computed. */
export function literalOf(expression: ts.Expression | undefined): unknown {
  const literal = expression && literalValue(expression);
  return literal?.known ? literal.value : undefined;
}

export function isFunction(expression: ts.Expression | undefined): boolean {
  return (
    expression !== undefined &&
    (ts.isArrowFunction(expression) || ts.isFunctionExpression(expression))
  );
}
