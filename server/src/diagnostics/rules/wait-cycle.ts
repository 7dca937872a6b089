import { ts } from "ts-morph";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import type { Binding } from "../syntax/bindings.js";
import { bodyOf, functionAround, isWithin, methodCall, walkAll } from "../syntax/walk.js";

/** A variable that holds the future of a task, and what has to end before that can. */
interface Held {
  binding: Binding;
  task: string;
  /** The places where it is waited for another held future. */
  waits: { on: Binding; at: ts.Node; how: string }[];
}

/**
 * MR103: futures that wait for one another. Arguments cannot make a circle, for a value has to be
 * there to be passed on; a task's body that looks at a future of the flow around it can.
 */
export const waitCycle: Rule = {
  code: "MR103",
  name: "wait-cycle",
  severity: "error",
  summary: "Tasks wait for one another: none of them can end",
  *find(subject) {
    const held = heldFutures(subject);
    const reported = new Set<Binding>();
    for (const start of held.values()) {
      const circle = circleFrom(start, held);
      const [first] = circle;
      // What is passed on was there before; only a body can look ahead.
      if (!circle.some(({ wait }) => wait.how === "awaits")) continue;
      if (!first || circle.some(({ from }) => reported.has(from.binding))) continue;
      for (const { from } of circle) reported.add(from.binding);
      yield cycle(subject, circle);
    }
  },
};

interface Step {
  from: Held;
  wait: Held["waits"][number];
}

function cycle(subject: Subject, circle: readonly Step[]): Found {
  const [first] = circle as readonly [Step, ...Step[]];
  const message =
    circle.length === 1
      ? `'${first.from.task}' waits for its own result: it can never end, and fails with a CyclicFuturesError. Return a value instead.`
      : `${circle.map(({ from }) => `'${from.task}'`).join(" waits for ")} waits for '${first.from.task}': none of them can end. Let one go on without the other's result.`;
  return {
    message,
    range: subject.range(first.wait.at),
    related: circle.map(({ from, wait }) => ({
      message: `'${from.task}' ${wait.how} '${wait.on.name}' here`,
      file: subject.file,
      range: subject.range(wait.at),
    })),
  };
}

function heldFutures(subject: Subject): Map<Binding, Held> {
  const held = new Map<Binding, Held>();
  for (const node of subject.nodes<ts.CallExpression>(ts.SyntaxKind.CallExpression)) {
    const binding = assignedTo(subject, node);
    const task = binding && taskCalled(subject, node);
    if (!binding || !task) continue;
    const waits = [...waitsInBody(subject, task.fn), ...waitsInCall(subject, node)];
    const known = held.get(binding);
    if (known) known.waits.push(...waits);
    else held.set(binding, { binding, task: task.label, waits });
  }
  return held;
}

/** The variable that a call's future goes into, unawaited. */
function assignedTo(subject: Subject, node: ts.CallExpression): Binding | undefined {
  const { parent } = node;
  const name = ts.isVariableDeclaration(parent)
    ? parent.name
    : ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
      ? parent.left
      : undefined;
  return name && ts.isIdentifier(name) ? subject.bindings.of(name) : undefined;
}

function taskCalled(subject: Subject, node: ts.CallExpression) {
  const method = methodCall(node.expression);
  const callee = method?.method === "with" ? method.object : node.expression;
  const fact = subject.definitionOf(callee);
  return fact && subject.definitions.find((each) => each.fact === fact && fact.kind === "task");
}

/** `await x` and `x.result()` in a task's body, where `x` belongs to the code around it. */
function waitsInBody(subject: Subject, fn: ts.SignatureDeclaration | undefined): Held["waits"] {
  const body = fn && bodyOf(fn);
  if (!fn || !body) return [];
  const waits: Held["waits"] = [];
  const check = (node: ts.Node, at: ts.Node) => {
    const on = ts.isIdentifier(node) ? subject.bindings.of(node) : undefined;
    if (on && functionAround(at) === fn && !isWithin(on.node, fn))
      waits.push({ on, at, how: "awaits" });
  };
  walkAll(body, (node) => {
    if (ts.isAwaitExpression(node)) check(node.expression, node);
    const method = methodCall(node);
    if (method && (method.method === "result" || method.method === "wait"))
      check(method.object, node);
  });
  return waits;
}

/** Futures among the arguments and in `waitFor`. */
function waitsInCall(subject: Subject, node: ts.CallExpression): Held["waits"] {
  const waits: Held["waits"] = [];
  walkAll(node, (each) => {
    if (!ts.isIdentifier(each)) return;
    const on = subject.bindings.of(each);
    const isRead = on?.reads.includes(each) ?? false;
    if (on && isRead && functionAround(each) === functionAround(node))
      waits.push({ on, at: each, how: "is given" });
  });
  return waits;
}

function circleFrom(start: Held, held: ReadonlyMap<Binding, Held>): Step[] {
  const seen = new Set<Held>();
  const search = (from: Held, way: Step[]): Step[] => {
    for (const wait of from.waits) {
      const next = held.get(wait.on);
      if (!next) continue;
      const steps = [...way, { from, wait }];
      if (next === start) return steps;
      if (seen.has(next)) continue;
      seen.add(next);
      const found = search(next, steps);
      if (found.length > 0) return found;
    }
    return [];
  };
  return search(start, []);
}
