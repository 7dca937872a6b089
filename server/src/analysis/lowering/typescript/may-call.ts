/**
 * What a person says of a call that nobody can follow:
 *
 *     // @millrace may-call extract, load
 *     await steps[name](x);
 *
 * above the statement where the callee has a computed key, or right before any callee.
 */
import { ts } from "ts-morph";
import { unwrap } from "../../facts/typescript/unwrap.js";
import type { Expr } from "../../ir/model.js";
import type { Lowering } from "./context.js";

const ANNOTATION = /@millrace\s+may-call\s+([\w$.]+(?:\s*,\s*[\w$.]+)*)/;

/**
 * The callee as a choice of the named tasks, which the callee as written decides (P94, P95); null
 * where nothing is said.
 */
export function mayCall(
  lowering: Lowering,
  node: ts.CallExpression | ts.NewExpression,
  written: Expr,
): Expr | null {
  const names = namesAt(lowering, node);
  const last = names.pop();
  if (last === undefined) return null;
  const { span } = written;
  const read = (path: string): Expr => {
    const [name = path, ...keys] = path.split(".");
    return keys.reduce<Expr>(
      (object, literal) => ({ op: "get", object, key: { literal }, optional: false, span }),
      { op: "read", name, span },
    );
  };
  if (names.length === 0) return { op: "seq", parts: [written, read(last)], span };
  return names.reduceRight<Expr>(
    (no, name) => ({ op: "cond", test: written, yes: read(name), no, span }),
    read(last),
  );
}

function namesAt({ source }: Lowering, node: ts.CallExpression | ts.NewExpression): string[] {
  const own = annotationBefore(source, node);
  if (own) return own;
  const callee = unwrap(node.expression);
  const isComputed =
    ts.isElementAccessExpression(callee) && !ts.isStringLiteralLike(callee.argumentExpression);
  const statement = isComputed ? ts.findAncestor(node, ts.isStatement) : undefined;
  return (statement && annotationBefore(source, statement)) ?? [];
}

function annotationBefore(source: ts.SourceFile, node: ts.Node): string[] | undefined {
  const { text } = source;
  const from = node.getFullStart();
  // What follows another token on its line is that one's trailing comment to TypeScript.
  const comments = [
    ...(ts.getTrailingCommentRanges(text, from) ?? []),
    ...(ts.getLeadingCommentRanges(text, from) ?? []),
  ];
  for (const { pos, end } of comments) {
    const said = ANNOTATION.exec(text.slice(pos, end));
    if (said?.[1]) return said[1].split(",").map((name) => name.trim());
  }
  return undefined;
}
