import { ts } from "ts-morph";
import { inserting } from "../fixes.js";
import type { Fix, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import { statementsAround } from "../syntax/walk.js";

/** MR105: loading the file runs a task. */
export const taskOutsideFlow: Rule = {
  code: "MR105",
  name: "task-outside-flow",
  severity: "warning",
  summary: "A task is called when the file is loaded, outside every flow",
  *find(subject) {
    if (!isModule(subject)) return;
    for (const site of subject.outside) {
      if (site.kind !== "task" && site.kind !== "map") continue;
      if (site.location.file !== subject.file || site.certainty !== "always") continue;
      const { start, end } = site.location.span;
      yield {
        message: `Task '${site.label}' is called outside every flow: it runs whenever this file is loaded, each time as a run of its own. Call it in a flow.`,
        range: subject.spanRange(start, end),
      };
    }
  },
};

/** A file that exports something is loaded for that; a script is run for what it does. */
function isModule({ facts }: Subject): boolean {
  return facts.exports.length > 0;
}

/** MR107 */
export const unreachableTask: Rule = {
  code: "MR107",
  name: "unreachable-task",
  severity: "warning",
  summary: "A call of a task that never runs",
  *find(subject) {
    const calls = subject.nodes<ts.CallExpression>(ts.SyntaxKind.CallExpression);
    for (const node of calls) {
      const sites = subject.sitesAt(node);
      if (sites.length === 0 || sites.some(({ certainty }) => certainty !== "unreachable"))
        continue;
      const cause = causeOf(node);
      yield {
        message: `'${sites[0]?.label}' never runs: ${cause?.text ?? "no way through the code leads here"}.`,
        range: subject.range(node),
        ...(cause
          ? {
              related: [
                { message: cause.label, file: subject.file, range: subject.range(cause.node) },
              ],
            }
          : {}),
      };
    }
  },
};

interface Cause {
  text: string;
  label: string;
  node: ts.Node;
}

function causeOf(call: ts.Node): Cause | undefined {
  for (let at = call; at.parent; at = at.parent) {
    if (ts.isFunctionLike(at)) return undefined;
    const { parent } = at;
    if (ts.isIfStatement(parent) && at !== parent.expression) {
      const isElse = at === parent.elseStatement;
      if (isConstant(parent.expression, isElse)) {
        const text = `its condition is always ${isElse}`;
        return { text, label: "This condition", node: parent.expression };
      }
    }
    const leaving = statementsAround(at)?.find((each) => each.end <= at.pos && leaves(each));
    if (leaving) {
      const text = "the code before it always leaves";
      return { text, label: "Leaves here", node: leaving };
    }
  }
  return undefined;
}

function isConstant(condition: ts.Expression, value: boolean): boolean {
  return condition.kind === (value ? ts.SyntaxKind.TrueKeyword : ts.SyntaxKind.FalseKeyword);
}

function leaves(statement: ts.Statement): boolean {
  return (
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isBreakOrContinueStatement(statement) ||
    (ts.isBlock(statement) && statement.statements.some(leaves)) ||
    (ts.isIfStatement(statement) &&
      statement.elseStatement !== undefined &&
      leaves(statement.thenStatement) &&
      leaves(statement.elseStatement))
  );
}

/** MR109 */
export const dynamicTarget: Rule = {
  code: "MR109",
  name: "dynamic-target",
  severity: "information",
  summary: "The analysis cannot tell which task a call runs",
  *find(subject) {
    const seen = new Set<number>();
    for (const { model } of subject.flows) {
      for (const { kind, location } of model.sites) {
        const { start, end } = location.span;
        if (kind !== "unknown" || location.file !== subject.file || seen.has(start)) continue;
        seen.add(start);
        yield {
          message:
            "Which task runs here is known only when the flow runs: the graph shows it as unknown. A table of tasks written as a literal would show each of them.",
          range: subject.spanRange(start, end),
          fixes: sayingWhich(subject, start),
        };
      }
    }
  },
};

/** Names the tasks of the file: those that cannot be meant are for the person to take out. */
function sayingWhich(subject: Subject, start: number): Fix[] {
  const tasks = subject.definitions
    .filter(({ fact }) => fact.kind === "task" && fact.className === undefined)
    .map(({ fact }) => fact.name);
  if (tasks.length === 0) return [];
  const comment = `/* @millrace may-call ${tasks.join(", ")} */ `;
  return [{ title: "Say which tasks it may call", edits: [inserting(subject, start, comment)] }];
}

/** MR110 */
export const graphBudget: Rule = {
  code: "MR110",
  name: "graph-budget",
  severity: "information",
  summary: "A flow is too large to be analysed whole",
  *find(subject) {
    for (const { graph, model } of subject.flows) {
      const spent = graph.incomplete.find(({ reason }) => reason.startsWith("Analysis stopped"));
      const name = subject.definitions.find(
        ({ fact }) => fact.name === model.definition.exportName,
      );
      if (!spent || !name) continue;
      yield { message: spent.reason, range: name.fact.nameRange };
    }
  },
};
