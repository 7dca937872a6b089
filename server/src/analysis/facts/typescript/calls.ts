import { ts } from "ts-morph";
import { rangeOf } from "../../ir/source.js";
import type { CallFact, DefinitionFact } from "../model.js";

/** Every call with a plain callee: what references and unused-task checks look through. */
export function callFacts(
  source: ts.SourceFile,
  lineStarts: readonly number[],
  definitions: readonly DefinitionFact[],
): CallFact[] {
  const calls: CallFact[] = [];
  const byLine = definitions.map(({ name, range }) => ({ name, range }));
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const callee = plainName(node.expression);
      if (callee) {
        const name = ts.isPropertyAccessExpression(node.expression)
          ? node.expression.name
          : node.expression;
        const range = rangeOf(lineStarts, { start: node.getStart(source), end: node.end });
        const inside = byLine.findLast(
          (each) =>
            (each.range.start.line < range.start.line ||
              (each.range.start.line === range.start.line &&
                each.range.start.character < range.start.character)) &&
            (each.range.end.line > range.end.line ||
              (each.range.end.line === range.end.line &&
                each.range.end.character >= range.end.character)),
        );
        calls.push({
          callee,
          range,
          nameRange: rangeOf(lineStarts, { start: name.getStart(source), end: name.end }),
          ...(inside ? { inside: inside.name } : {}),
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}

/** `a`, `a.b`, `this.a.b`; null for anything computed. */
export function plainName(node: ts.Expression): string | null {
  if (ts.isIdentifier(node)) return node.text;
  if (node.kind === ts.SyntaxKind.ThisKeyword) return "this";
  if (node.kind === ts.SyntaxKind.SuperKeyword) return "super";
  if (ts.isPropertyAccessExpression(node)) {
    const object = plainName(node.expression);
    return object ? `${object}.${node.name.text}` : null;
  }
  return null;
}
