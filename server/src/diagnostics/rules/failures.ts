import { ts } from "ts-morph";
import type { Site } from "../../analysis/index.js";
import { awaiting, importing, replacing, textOf } from "../fixes.js";
import { givesPromise } from "../promises.js";
import type { Fix, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import { isFunctionLiteral, methodCall, walkOwn } from "../syntax/walk.js";
import { named } from "../wording.js";

/** MR208: a promise leaves the try block before it can fail in it. */
export const returnWithoutAwait: Rule = {
  code: "MR208",
  name: "return-without-await-in-try",
  severity: "warning",
  summary: "A future is returned from a try block whose catch will not see its failure",
  *find(subject) {
    for (const node of subject.nodes<ts.TryStatement>(ts.SyntaxKind.TryStatement)) {
      if (!node.catchClause) continue;
      for (const statement of returnsIn(node.tryBlock)) {
        const { expression } = statement;
        const sighting = expression && subject.sighting(expression);
        if (!expression || !sighting || !givesPromise(subject, expression)) continue;
        yield {
          message: `The catch below will not see a failure of ${named(sighting.sites)}: the future leaves the try block before it settles.`,
          range: subject.range(expression),
          related: [
            {
              message: "This catch",
              file: subject.file,
              range: keywordRange(subject, node.catchClause),
            },
          ],
          fixes: awaiting(subject, expression, `Return await ${named(sighting.sites)}`),
        };
      }
    }
  },
};

/** The returns of a try block that its own catch stands for. */
function returnsIn(block: ts.Block): ts.ReturnStatement[] {
  const found: ts.ReturnStatement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || (ts.isTryStatement(node) && node.catchClause)) return;
    if (ts.isReturnStatement(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(block);
  return found;
}

function keywordRange(subject: Subject, clause: ts.CatchClause) {
  const start = clause.getStart(subject.source);
  return subject.spanRange(start, start + "catch".length);
}

/** MR209: a failure that leaves no trace. */
export const swallowedError: Rule = {
  code: "MR209",
  name: "swallowed-error",
  severity: "warning",
  summary: "An empty catch hides the failure of a task",
  *find(subject) {
    for (const clause of subject.nodes<ts.CatchClause>(ts.SyntaxKind.CatchClause)) {
      const sites = isSilent(subject, clause.block) ? awaitedIn(subject, clause.parent) : [];
      if (sites.length === 0) continue;
      yield {
        message: hides(sites),
        range: keywordRange(subject, clause),
        fixes: [rethrow(subject, clause)],
      };
    }
    for (const node of subject.nodes(ts.SyntaxKind.CallExpression)) {
      const found = methodCall(node);
      const [callback] = found?.call.arguments ?? [];
      if (found?.method !== "catch" || !isFunctionLiteral(callback)) continue;
      if (!ts.isBlock(callback.body) || !isSilent(subject, callback.body)) continue;
      const sighting = subject.sighting(found.object);
      if (!sighting?.isPromise || sighting.sites.size === 0) continue;
      yield {
        message: hides([...sighting.sites]),
        range: subject.range(found.name),
        fixes: sighting.isFuture ? asValue(subject, found.call, found.object) : [],
      };
    }
  },
};

function hides(sites: readonly Site[]): string {
  return `The empty catch hides a failure of ${named(sites)}: the run goes on as if nothing had happened, and ends Completed.`;
}

/** No statement, and no comment that says why. */
function isSilent(subject: Subject, block: ts.Block): boolean {
  const inside = subject.text.slice(block.getStart(subject.source) + 1, block.end - 1);
  return block.statements.length === 0 && inside.trim() === "";
}

function awaitedIn(subject: Subject, { tryBlock }: ts.TryStatement): Site[] {
  const sites = new Set<Site>();
  walkOwn(tryBlock, (node) => {
    if (!ts.isAwaitExpression(node)) return;
    const sighting = subject.sighting(node.expression);
    if (sighting?.isPromise) for (const site of sighting.sites) sites.add(site);
  });
  return [...sites];
}

function rethrow(subject: Subject, { variableDeclaration, block }: ts.CatchClause): Fix {
  const name = variableDeclaration ? textOf(subject, variableDeclaration.name) : "error";
  const binding = variableDeclaration ? "" : "(error) ";
  const indent = /^[ \t]*/.exec(lineAt(subject.text, block.end))?.[0] ?? "";
  const text = `${binding}{\n${indent}  throw ${name};\n${indent}}`;
  return { title: "Throw the error on", edits: [replacing(subject, block, text)] };
}

function lineAt(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
}

function asValue(subject: Subject, call: ts.CallExpression, object: ts.Expression): Fix[] {
  const imports = importing(subject, "allowFailure");
  if (!imports) return [];
  const text = `allowFailure(${textOf(subject, object)})`;
  return [
    {
      title: "Take the failure as a value: allowFailure",
      edits: [...imports, replacing(subject, call, text)],
    },
  ];
}
