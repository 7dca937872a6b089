import { ts } from "ts-morph";
import { unwrap } from "../../facts/typescript/unwrap.js";
import type { Expr, Key, Pattern } from "../../ir/model.js";
import { type Lowering, spanOf } from "./context.js";
import { lowerExpression } from "./expressions.js";

/** The pattern of a declaration: `{ a, b: [c] = [], ...rest }`. */
export function lowerBinding(lowering: Lowering, name: ts.BindingName): Pattern {
  const span = spanOf(lowering, name);
  if (ts.isIdentifier(name)) return { op: "name", name: name.text, span };
  if (ts.isObjectBindingPattern(name)) {
    const rest = name.elements.find((element) => element.dotDotDotToken);
    return {
      op: "record",
      fields: name.elements
        .filter((element) => !element.dotDotDotToken)
        .map((element) => ({
          key: bindingKey(lowering, element),
          target: lowerBinding(lowering, element.name),
          default: optional(lowering, element.initializer),
        })),
      rest: rest ? lowerBinding(lowering, rest.name) : null,
      span,
    };
  }
  const elements = name.elements.filter((element): element is ts.BindingElement =>
    ts.isBindingElement(element),
  );
  const rest = elements.find((element) => element.dotDotDotToken);
  return {
    op: "list",
    items: name.elements
      .filter((element) => element !== rest)
      .map((element) =>
        ts.isBindingElement(element)
          ? {
              target: lowerBinding(lowering, element.name),
              default: optional(lowering, element.initializer),
            }
          : null,
      ),
    rest: rest ? lowerBinding(lowering, rest.name) : null,
    span,
  };
}

/** The left side of an assignment, which may be a pattern written as a literal. */
export function lowerAssignmentTarget(lowering: Lowering, node: ts.Expression): Pattern {
  const target = unwrap(node);
  const span = spanOf(lowering, target);
  if (ts.isIdentifier(target)) return { op: "name", name: target.text, span };
  if (ts.isPropertyAccessExpression(target)) {
    const object = lowerExpression(lowering, target.expression);
    return { op: "member", object, key: { literal: target.name.text }, span };
  }
  if (ts.isElementAccessExpression(target)) {
    const object = lowerExpression(lowering, target.expression);
    return { op: "member", object, key: elementKey(lowering, target), span };
  }
  if (ts.isArrayLiteralExpression(target)) {
    const rest = target.elements.find(ts.isSpreadElement);
    return {
      op: "list",
      items: target.elements
        .filter((element) => element !== rest)
        .map((element) =>
          ts.isOmittedExpression(element) ? null : withDefault(lowering, element),
        ),
      rest: rest ? lowerAssignmentTarget(lowering, rest.expression) : null,
      span,
    };
  }
  if (ts.isObjectLiteralExpression(target)) {
    const fields = target.properties.flatMap((property) => {
      if (ts.isShorthandPropertyAssignment(property)) {
        const fallback = property.objectAssignmentInitializer;
        return [
          {
            key: { literal: property.name.text },
            target: lowerAssignmentTarget(lowering, property.name),
            default: optional(lowering, fallback),
          },
        ];
      }
      if (!ts.isPropertyAssignment(property)) return [];
      const key = propertyKey(lowering, property.name);
      return [{ key, ...withDefault(lowering, property.initializer) }];
    });
    const rest = target.properties.find(ts.isSpreadAssignment);
    return {
      op: "record",
      fields,
      rest: rest ? lowerAssignmentTarget(lowering, rest.expression) : null,
      span,
    };
  }
  // Half-typed code: evaluate what stands there and write nothing.
  const object = lowerExpression(lowering, target);
  return { op: "member", object, key: { literal: "" }, span };
}

export function propertyKey(lowering: Lowering, name: ts.PropertyName): Key {
  if (ts.isComputedPropertyName(name)) return literalKey(lowering, name.expression);
  return { literal: name.text };
}

export function elementKey(lowering: Lowering, node: ts.ElementAccessExpression): Key {
  return literalKey(lowering, node.argumentExpression);
}

function literalKey(lowering: Lowering, node: ts.Expression): Key {
  const value = unwrap(node);
  if (ts.isStringLiteralLike(value) || ts.isNumericLiteral(value)) return { literal: value.text };
  return { computed: lowerExpression(lowering, node) };
}

function bindingKey(lowering: Lowering, element: ts.BindingElement): Key {
  if (element.propertyName) return propertyKey(lowering, element.propertyName);
  return { literal: ts.isIdentifier(element.name) ? element.name.text : "" };
}

function withDefault(
  lowering: Lowering,
  element: ts.Expression,
): { target: Pattern; default: Expr | null } {
  if (ts.isBinaryExpression(element) && element.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return {
      target: lowerAssignmentTarget(lowering, element.left),
      default: lowerExpression(lowering, element.right),
    };
  }
  return { target: lowerAssignmentTarget(lowering, element), default: null };
}

function optional(lowering: Lowering, node: ts.Expression | undefined): Expr | null {
  return node ? lowerExpression(lowering, node) : null;
}
