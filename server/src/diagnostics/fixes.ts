import { ts } from "ts-morph";
import type { Edit, Fix } from "./rule.js";
import type { Subject } from "./subject.js";
import { functionAround, mayAwait } from "./syntax/walk.js";

/** Replaces a node's text. */
export function replacing(subject: Subject, node: ts.Node, text: string): Edit {
  return { file: subject.file, range: subject.range(node), text };
}

export function inserting(subject: Subject, offset: number, text: string): Edit {
  return { file: subject.file, range: subject.spanRange(offset, offset), text };
}

/**
 * Puts `await` before an expression, with parentheses where they are needed. None where the function
 * around it cannot await; the function of a flow is made async.
 */
export function awaiting(subject: Subject, node: ts.Expression, title: string): Fix[] {
  const around = asyncAround(subject, node);
  if (!around) return [];
  const start = node.getStart(subject.source);
  const edits = needsParentheses(node)
    ? [inserting(subject, start, "(await "), inserting(subject, node.end, ")")]
    : [inserting(subject, start, "await ")];
  return [{ title, edits: [...around, ...edits], preferred: true }];
}

/** What makes `await` legal at a node: nothing, `async` before a flow's function, or undefined. */
function asyncAround(subject: Subject, node: ts.Node): Edit[] | undefined {
  if (mayAwait(node)) return [];
  const fn = functionAround(node);
  const isFlow = subject.definitions.some((each) => each.fact.kind === "flow" && each.fn === fn);
  if (!fn || !isFlow || ts.isMethodDeclaration(fn)) return undefined;
  if (ts.isFunctionExpression(fn) && fn.asteriskToken) return undefined;
  return [inserting(subject, fn.getStart(subject.source), "async ")];
}

function needsParentheses(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return false;
  if (ts.isBinaryExpression(parent) && parent.left === node)
    return parent.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken;
  return (
    (ts.isPropertyAccessExpression(parent) ||
      ts.isElementAccessExpression(parent) ||
      ts.isCallExpression(parent) ||
      ts.isNonNullExpression(parent)) &&
    parent.expression === node
  );
}

/** Adds a name to the file's import from millrace, where it is not there yet. */
export function importing(subject: Subject, name: string): Edit[] | undefined {
  for (const statement of subject.source.statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause?.isTypeOnly) continue;
    const { moduleSpecifier, importClause } = statement;
    if (!ts.isStringLiteral(moduleSpecifier) || moduleSpecifier.text !== "millrace") continue;
    const named = importClause?.namedBindings;
    if (!named || !ts.isNamedImports(named)) continue;
    if (named.elements.some((each) => each.name.text === name && !each.propertyName)) return [];
    const [first] = named.elements;
    return first ? [inserting(subject, first.getStart(subject.source), `${name}, `)] : undefined;
  }
  return undefined;
}

/** The statement's text without its indentation, as it stands. */
export function textOf(subject: Subject, node: ts.Node): string {
  return subject.text.slice(node.getStart(subject.source), node.end);
}
