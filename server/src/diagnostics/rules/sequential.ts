import { ts } from "ts-morph";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import { replacing, textOf } from "../fixes.js";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import { isWithin, statementsAround, walkAll } from "../syntax/walk.js";

/** `const a = await A();`: a result that somebody wanted. */
interface AwaitedTask {
  statement: ts.VariableStatement;
  name: ts.Identifier;
  call: ts.CallExpression;
  label: string;
}

/** MR204 */
export const parallelisable: Rule = {
  code: "MR204",
  name: "parallelisable",
  severity: "hint",
  summary: "Two tasks run one after the other though neither needs the other",
  *find(subject) {
    for (const statement of subject.nodes<ts.VariableStatement>(ts.SyntaxKind.VariableStatement)) {
      const second = awaitedTask(subject, statement);
      const siblings = statementsAround(statement);
      const before = siblings?.[siblings.indexOf(statement) - 1];
      const first = second && before && awaitedTask(subject, before);
      if (!first || !second || uses(subject, second.call, first.name)) continue;
      yield {
        message: `'${second.label}' does not use '${first.name.text}': the two could run at once.`,
        range: subject.range(second.call),
        fixes: [
          {
            title: `Run '${first.label}' and '${second.label}' at once: Promise.all`,
            edits: [
              {
                file: subject.file,
                range: subject.spanRange(first.statement.getStart(subject.source), statement.end),
                text: `const [${first.name.text}, ${second.name.text}] = await Promise.all([${textOf(subject, first.call)}, ${textOf(subject, second.call)}]);`,
              },
            ],
          },
        ],
      };
    }
  },
};

function awaitedTask(subject: Subject, statement: ts.Statement): AwaitedTask | undefined {
  if (!ts.isVariableStatement(statement)) return undefined;
  const [declaration, ...others] = statement.declarationList.declarations;
  const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
  const value = declaration?.initializer && unwrap(declaration.initializer);
  if (!declaration || others.length > 0 || !isConst || !value) return undefined;
  if (!ts.isIdentifier(declaration.name) || !ts.isAwaitExpression(value)) return undefined;
  const call = unwrap(value.expression);
  if (!ts.isCallExpression(call) || declaration.type) return undefined;
  const [site] = subject.sitesAt(call);
  if (site?.kind !== "task" || !subject.sighting(call)?.isFuture) return undefined;
  return { statement, name: declaration.name, call, label: site.label };
}

function uses(subject: Subject, call: ts.Node, name: ts.Identifier): boolean {
  return subject.bindings.of(name)?.reads.some((read) => isWithin(read, call)) ?? true;
}

/** MR113 */
export const loopToMap: Rule = {
  code: "MR113",
  name: "loop-to-map",
  severity: "hint",
  summary: "A loop awaits a task for each item, though no pass needs the one before",
  *find(subject) {
    for (const loop of subject.nodes<ts.ForOfStatement>(ts.SyntaxKind.ForOfStatement)) {
      const found = loop.awaitModifier ? undefined : independent(subject, loop);
      if (found) yield found;
    }
  },
};

function independent(subject: Subject, loop: ts.ForOfStatement): Found | undefined {
  const { initializer, statement, expression } = loop;
  const [only, ...others] = ts.isBlock(statement) ? statement.statements : [statement];
  if (!only || others.length > 0 || !ts.isExpressionStatement(only)) return undefined;
  const awaited = unwrap(only.expression);
  const call = ts.isAwaitExpression(awaited) ? unwrap(awaited.expression) : undefined;
  if (!call || !ts.isCallExpression(call) || !ts.isVariableDeclarationList(initializer))
    return undefined;
  const variable = initializer.declarations[0]?.name;
  const [site] = subject.sitesAt(call);
  if (!variable || !ts.isIdentifier(variable) || site?.kind !== "task") return undefined;
  if (subject.definitionOf(call.expression)?.kind !== "task") return undefined;
  const item = subject.bindings.of(variable);
  const isItem = (node: ts.Node) => ts.isIdentifier(node) && subject.bindings.of(node) === item;
  // Of what varies only the item itself may go in, and once: the rest is the same for every call.
  const rest = call.arguments.filter((each) => !isItem(each));
  if (rest.length !== call.arguments.length - 1 || rest.some((each) => mentions(each, isItem)))
    return undefined;
  const args = call.arguments.map((each) =>
    isItem(each) ? textOf(subject, expression) : `unmapped(${textOf(subject, each)})`,
  );
  const text = `await ${textOf(subject, call.expression)}.map(${args.join(", ")});`;
  return {
    message: `No pass of this loop needs the one before: '${site.label}' could run for all items at once.`,
    range: subject.range(call),
    fixes:
      rest.length === 0
        ? [{ title: `Map the task: ${text}`, edits: [replacing(subject, loop, text)] }]
        : [],
  };
}

function mentions(root: ts.Node, test: (node: ts.Node) => boolean): boolean {
  let found = false;
  walkAll(root, (node) => {
    found ||= test(node);
  });
  return found;
}
