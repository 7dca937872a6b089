import { ts } from "ts-morph";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import type { Sighting } from "../../analysis/index.js";
import { awaiting, inserting } from "../fixes.js";
import { givesPromise } from "../promises.js";
import type { Fix, Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import { isAsync, isFunctionLiteral, methodCall } from "../syntax/walk.js";
import { named } from "../wording.js";

/** MR201: a call whose result falls to the floor. */
export const floatingFuture: Rule = {
  code: "MR201",
  name: "floating-future",
  severity: "warning",
  summary: "The result of a task is neither awaited, returned nor passed on",
  *find(subject) {
    for (const { expression } of subject.nodes<ts.ExpressionStatement>(
      ts.SyntaxKind.ExpressionStatement,
    )) {
      yield* floating(subject, expression);
    }
    // forEach throws away what its callback gives, as a statement does.
    for (const node of subject.nodes(ts.SyntaxKind.CallExpression)) {
      const found = methodCall(node);
      const [callback] = found?.call.arguments ?? [];
      if (found?.method !== "forEach" || !isFunctionLiteral(callback) || isAsync(callback))
        continue;
      if (!ts.isBlock(callback.body)) yield* floating(subject, callback.body);
    }
  },
};

function* floating(subject: Subject, whole: ts.Expression): Iterable<Found> {
  const node = unwrap(whole);
  if (ts.isBinaryExpression(node) && isLogic(node.operatorToken.kind)) {
    yield* floating(subject, node.right);
  } else if (ts.isConditionalExpression(node)) {
    yield* floating(subject, node.whenTrue);
    yield* floating(subject, node.whenFalse);
  } else if (ts.isCallExpression(node)) {
    const sighting = subject.sighting(node);
    if (!sighting || !isRisk(sighting) || !givesPromise(subject, node)) return;
    yield {
      message: floatingMessage(sighting),
      range: subject.range(node),
      fixes: [
        ...awaiting(subject, node, `Await ${named(sighting.sites)}`),
        unawaited(subject, node),
      ],
    };
  }
}

function isLogic(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    kind === ts.SyntaxKind.CommaToken
  );
}

/** A promise that may fail: an optional task's failure changes nothing. */
function isRisk({ isPromise, sites }: Sighting): boolean {
  return isPromise && [...sites].some(({ options }) => options.optional !== true);
}

function floatingMessage({ isFuture, sites }: Sighting): string {
  const who = named(sites);
  return isFuture
    ? `The result of ${who} is neither awaited, returned nor passed on: what follows does not wait for it, and the flow cannot react to its failure.`
    : `Nobody awaits this promise, in which ${who} may fail: its rejection would end the process.`;
}

function unawaited(subject: Subject, node: ts.Expression): Fix {
  return {
    title: "Mark as not awaited with void",
    edits: [inserting(subject, node.getStart(subject.source), "void ")],
  };
}

/** MR202: a future in a variable that nobody reads. */
export const lostFuture: Rule = {
  code: "MR202",
  name: "lost-future",
  severity: "warning",
  summary: "A variable holds a future that nothing reads",
  *find(subject) {
    for (const node of subject.nodes<ts.VariableDeclaration>(ts.SyntaxKind.VariableDeclaration)) {
      const { name, initializer, parent } = node;
      if (!ts.isIdentifier(name) || !initializer || !ts.isVariableDeclarationList(parent)) continue;
      if (name.text.startsWith("_") || isUsing(parent) || isExported(parent)) continue;
      const sighting = subject.sighting(initializer);
      const binding = subject.bindings.of(name);
      if (!sighting || !isRisk(sighting) || !givesPromise(subject, initializer)) continue;
      if (!binding || binding.reads.length > 0) continue;
      yield {
        message: `'${name.text}' is never read, so the result of ${named(sighting.sites)} is neither awaited nor passed on, and the flow cannot react to its failure.`,
        range: subject.range(name),
        fixes: awaiting(subject, initializer, `Await ${named(sighting.sites)}`),
      };
    }
  },
};

function isUsing({ flags }: ts.VariableDeclarationList): boolean {
  return (flags & ts.NodeFlags.BlockScoped) >= ts.NodeFlags.Using;
}

function isExported(list: ts.VariableDeclarationList): boolean {
  return (
    ts.isVariableStatement(list.parent) &&
    (ts.getModifiers(list.parent) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}
