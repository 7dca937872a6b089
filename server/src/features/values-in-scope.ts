import { ts } from "ts-morph";
import { contains, isBefore, type Source } from "./source.js";

/** A variable that holds what a task gave, and the place where it is declared. */
export interface TaskValue {
  name: string;
  /** What the task is called. */
  task: string;
  declaration: ts.VariableDeclaration;
}

/** The variables of a file that are assigned the call of a task or subflow. */
export function taskValues(source: Source): TaskValue[] {
  const nodes = source.analysis.graph.flows.flatMap((flow) =>
    flow.nodes.filter(
      (node) => node.file === undefined && (node.task !== undefined || node.kind === "map"),
    ),
  );
  const found: TaskValue[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isVariableDeclaration(at) && at.initializer && ts.isIdentifier(at.name)) {
      const range = source.rangeOf(unawaited(at.initializer));
      const node = nodes.find(
        ({ location }) =>
          location.start.line === range.start.line &&
          location.start.character === range.start.character &&
          contains(range, location.end),
      );
      if (node) found.push({ name: at.name.text, task: node.label, declaration: at });
    }
    ts.forEachChild(at, visit);
  };
  visit(source.syntax);
  return found;
}

/** Those that may be waited for at an offset: declared before it, in a scope around it, not awaited. */
export function futuresAt(source: Source, offset: number): TaskValue[] {
  const position = source.range(offset, offset).start;
  return taskValues(source).filter(({ declaration }) => {
    if (declaration.initializer && ts.isAwaitExpression(declaration.initializer)) return false;
    const scope = declaration.parent.parent.parent;
    const range = source.rangeOf(scope);
    return contains(range, position) && isBefore(source.rangeOf(declaration).end, position);
  });
}

function unawaited(expression: ts.Expression): ts.Expression {
  return ts.isAwaitExpression(expression) ? unawaited(expression.expression) : expression;
}
