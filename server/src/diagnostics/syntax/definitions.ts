import { ts } from "ts-morph";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import type { DefinitionFact } from "../../analysis/index.js";

/** A task or flow of the file together with its syntax. */
export interface DefinitionSyntax {
  fact: DefinitionFact;
  /** The name in the code, where there is one. */
  label: string;
  /** `task(...)`, `flow(...)`, or the decorator. */
  call: ts.Node;
  /** The function it runs, where that is written in place. */
  fn: ts.SignatureDeclaration | undefined;
  options: ts.ObjectLiteralExpression | undefined;
}

/** The syntax of what the facts say is defined in a file. */
export function definitionsIn(
  source: ts.SourceFile,
  facts: readonly DefinitionFact[],
  candidates: Iterable<ts.Node>,
): DefinitionSyntax[] {
  const byStart = new Map<number, ts.Node[]>();
  for (const node of candidates) {
    const start = node.getStart(source);
    byStart.set(start, [...(byStart.get(start) ?? []), node]);
  }
  return facts.flatMap((fact): DefinitionSyntax[] => {
    const start = offsetOf(source, fact.callRange.start);
    const end = offsetOf(source, fact.callRange.end);
    const call = byStart.get(start)?.find((node) => node.end === end);
    if (!call) return [];
    return [{ fact, label: fact.label, call, fn: functionOf(call), options: optionsOf(call) }];
  });
}

function offsetOf(source: ts.SourceFile, { line, character }: { line: number; character: number }) {
  const starts = source.getLineStarts();
  return (starts[line] ?? source.text.length) + character;
}

function functionOf(call: ts.Node): ts.SignatureDeclaration | undefined {
  if (ts.isDecorator(call)) return ts.isMethodDeclaration(call.parent) ? call.parent : undefined;
  if (!ts.isCallExpression(call)) return undefined;
  return call.arguments
    .map(unwrap)
    .find((each) => ts.isArrowFunction(each) || ts.isFunctionExpression(each)) as
    | ts.ArrowFunction
    | undefined;
}

function optionsOf(call: ts.Node): ts.ObjectLiteralExpression | undefined {
  const expression = ts.isDecorator(call) ? call.expression : call;
  if (!ts.isCallExpression(expression)) return undefined;
  const first = expression.arguments[0] && unwrap(expression.arguments[0]);
  return first && ts.isObjectLiteralExpression(first) ? first : undefined;
}
