import { ts } from "ts-morph";
import type { Span } from "../../ir/model.js";

/** What the lowering of one file carries along. */
export interface Lowering {
  source: ts.SourceFile;
  unknown: { reason: string; span: Span }[];
}

export function spanOf(lowering: Lowering, node: ts.Node): Span {
  return { start: node.getStart(lowering.source), end: node.end };
}

export function has(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind)
  );
}

/** The name in a plain type reference: `Tasks` in `x: Tasks`. */
export function typeName(type: ts.TypeNode | undefined): string | undefined {
  if (type && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) {
    return type.typeName.text;
  }
  return undefined;
}
