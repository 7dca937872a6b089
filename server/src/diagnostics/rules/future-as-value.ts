import { ts } from "ts-morph";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import { awaiting } from "../fixes.js";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import { isCallOf } from "../syntax/walk.js";
import { named } from "../wording.js";

/** What a future has itself; any other property is its result's. */
const OWN = new Set(["then", "catch", "finally", "get", "result", "wait", "id", "state"]);

/** MR203: a future where only its result makes sense. */
export const futureAsValue: Rule = {
  code: "MR203",
  name: "future-as-value",
  severity: "error",
  summary: "A future is used where its result is needed",
  *find(subject) {
    for (const { node, need } of valueUses(subject)) {
      const sighting = subject.sighting(node);
      if (!sighting?.isPromise || !sighting.isFuture || sighting.sites.size === 0) continue;
      // A mapped task's future is a list of futures too, and may be used as one.
      if ([...sighting.sites].some(({ kind }) => kind === "map")) continue;
      yield {
        message: `This is the future of ${named(sighting.sites)}, not its result: ${need} needs the value. Await it first.`,
        range: subject.range(node),
        fixes: awaiting(subject, node, `Await ${named(sighting.sites)}`),
      };
    }
  },
};

/** MR210: one way through has the result, the other the future, and then the value is used. */
export const branchAwait: Rule = {
  code: "MR210",
  name: "branch-await",
  severity: "warning",
  summary: "One arm awaits, the other passes the future on",
  *find(subject) {
    for (const node of subject.nodes<ts.ConditionalExpression>(
      ts.SyntaxKind.ConditionalExpression,
    )) {
      yield* unevenArms(subject, node);
    }
  },
};

function* unevenArms(subject: Subject, node: ts.ConditionalExpression): Iterable<Found> {
  const arms = [node.whenTrue, node.whenFalse];
  const late = arms.find((arm) => {
    const seen = subject.sighting(arm);
    return seen?.isPromise && seen.isFuture && seen.sites.size > 0;
  });
  const awaited = arms.find((arm) => arm !== late && ts.isAwaitExpression(unwrap(arm)));
  const { parent } = node;
  if (!late || !awaited || !ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name))
    return;
  const binding = subject.bindings.of(parent.name);
  const use = binding?.reads.find((read) => [...usesOf(read)].length > 0);
  if (!use) return;
  const who = named(subject.sighting(late)?.sites ?? []);
  yield {
    message: `'${parent.name.text}' is a value where the other arm awaits, and the future of ${who} here.`,
    range: subject.range(late),
    related: [{ message: "Used as a value here", file: subject.file, range: subject.range(use) }],
    fixes: awaiting(subject, late, `Await ${who}`),
  };
}

interface ValueUse {
  node: ts.Expression;
  need: string;
}

/** Every expression that stands where an operator, a property or a condition needs a plain value. */
function* valueUses(subject: Subject): Iterable<ValueUse> {
  for (const kind of [
    ts.SyntaxKind.Identifier,
    ts.SyntaxKind.CallExpression,
    ts.SyntaxKind.PropertyAccessExpression,
  ]) {
    for (const node of subject.nodes<ts.Expression>(kind)) yield* usesOf(node);
  }
}

function* usesOf(node: ts.Expression): Iterable<ValueUse> {
  let at: ts.Node = node;
  while (ts.isParenthesizedExpression(at.parent) || ts.isNonNullExpression(at.parent))
    at = at.parent;
  const need = needOf(at as ts.Expression);
  if (need) yield { node, need };
}

function needOf(node: ts.Expression): string | undefined {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node)
    return OWN.has(parent.name.text) ? undefined : `reading \`.${parent.name.text}\``;
  if (ts.isElementAccessExpression(parent) && parent.expression === node)
    return "reading an element";
  if (ts.isBinaryExpression(parent)) return operatorNeed(parent, node);
  if (ts.isPrefixUnaryExpression(parent)) return `\`${ts.tokenToString(parent.operator)}\``;
  if (ts.isTemplateSpan(parent)) return "a template string";
  if (isCondition(parent, node)) return "a condition";
  if (ts.isForOfStatement(parent) && parent.expression === node && !parent.awaitModifier)
    return "for...of";
  if (ts.isSpreadElement(parent) || ts.isSpreadAssignment(parent)) return "a spread";
  if (ts.isSwitchStatement(parent) && parent.expression === node) return "switch";
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) return patternNeed(parent);
  if (isCallOf(parent, "JSON", "stringify") && parent.arguments[0] === node)
    return "`JSON.stringify`";
  if (ts.isCallExpression(parent) && parent.arguments[0] === node && isConversion(parent))
    return `\`${parent.expression.getText()}\``;
  return undefined;
}

const OPERATORS = new Set([
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.MinusToken,
  ts.SyntaxKind.AsteriskToken,
  ts.SyntaxKind.AsteriskAsteriskToken,
  ts.SyntaxKind.SlashToken,
  ts.SyntaxKind.PercentToken,
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
]);

function operatorNeed(parent: ts.BinaryExpression, node: ts.Expression): string | undefined {
  const { kind } = parent.operatorToken;
  if (OPERATORS.has(kind)) return `\`${ts.tokenToString(kind)}\``;
  const isTest =
    kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
  return isTest && parent.left === node ? "a condition" : undefined;
}

function isCondition(parent: ts.Node, node: ts.Expression): boolean {
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent))
    return parent.expression === node;
  if (ts.isForStatement(parent)) return parent.condition === node;
  return ts.isConditionalExpression(parent) && parent.condition === node;
}

/** `const { rows } = future`: a pattern takes the result apart, unless it names the future's own parts. */
function patternNeed({ name }: ts.VariableDeclaration): string | undefined {
  if (ts.isIdentifier(name)) return undefined;
  const isOwn =
    ts.isObjectBindingPattern(name) &&
    name.elements.every((each) => OWN.has((each.propertyName ?? each.name).getText()));
  return isOwn ? undefined : "taking it apart";
}

function isConversion({ expression }: ts.CallExpression): boolean {
  return ts.isIdentifier(expression) && ["String", "Number", "Boolean"].includes(expression.text);
}
