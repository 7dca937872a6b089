import type { CallExpr, Expr } from "../ir/model.js";
import { orElse } from "./assignment.js";
import { forkedArm } from "./branches.js";
import { lookup } from "./env.js";
import { evaluate } from "./expressions.js";
import { type Frame, locate } from "./frame.js";
import { type Argument, callFunction, type Invocation } from "./functions.js";
import { iterate } from "./heap.js";
import { construct } from "./instances.js";
import { joinAll } from "./join.js";
import { getProperty, keyOf } from "./properties.js";
import { derive, mergeProvenance } from "./provenance.js";
import { deepProvenance } from "./sources.js";
import { become, fork, guarded, joinStates, type State } from "./state.js";
import { callNative } from "./summaries/index.js";
import { callTask, unknownTask } from "./tasks.js";
import {
  type FnShape,
  type PromiseShape,
  type Shape,
  shaped,
  type TaskShape,
  TOP_SHAPE,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from "./values.js";
import { wear } from "./wear.js";

export function evaluateCall(frame: Frame, state: State, call: CallExpr): Value {
  const { callee, self } = evaluateCallee(frame, state, call.callee);
  if (maySkip(call, callee, self)) {
    const skipped = () => evaluateReached(frame, state, call, callee, self);
    return orElse(forkedArm(frame, state, call.span, skipped), UNDEFINED);
  }
  return evaluateReached(frame, state, call, callee, self);
}

/** `f?.(A())`: where f is missing, not even the arguments are evaluated. */
function maySkip(call: CallExpr, callee: Value, self: Value | null): boolean {
  const isMissing = (value: Value) =>
    value.shapes.some(
      (shape) => shape.kind === "top" || (shape.kind === "const" && shape.value == null),
    );
  if (call.optional && isMissing(callee)) return true;
  return call.callee.op === "get" && call.callee.optional && self !== null && isMissing(self);
}

function evaluateReached(
  frame: Frame,
  state: State,
  call: CallExpr,
  callee: Value,
  self: Value | null,
): Value {
  const args = evaluateArguments(frame, state, call);
  const invocation: Invocation = {
    code: call,
    span: call.span,
    callee: calleeName(call.callee),
    at: call,
    ...(call.hint ? { hint: call.hint } : {}),
  };
  if (call.construct) return construct(frame, state, callee, args, invocation);
  if (isUnknownChoice(call.callee, callee)) return unknownTask(frame, state, args, invocation);
  const typed = typeOf(frame, call, callee);
  if (typed) return unknownTask(frame, state, args, invocation, typed);
  return callValue(frame, state, callee, self, args, invocation);
}

/** P98: what a checker says of a callee whose value nobody could follow. */
function typeOf(frame: Frame, call: CallExpr, { shapes }: Value): "task" | "flow" | null {
  const { run, module } = frame;
  const isLost = run.flow !== null && shapes.every((shape) => shape.kind === "top");
  if (!isLost || isForeign(frame, call)) return null;
  return run.modules.program.callable(module.file, call.callee.span);
}

/** `console.log()`, `pkg.connect().send()`: what comes from outside of the workspace is no task. */
function isForeign({ env, module, run }: Frame, { callee, asserted }: CallExpr): boolean {
  let root = callee;
  let isGiven = false;
  while (root.op === "get" || root.op === "call" || root.op === "await") {
    if (root.op === "get") root = root.object;
    else if (root.op === "await") root = root.value;
    else {
      isGiven ||= root.args.length > 0;
      root = root.callee;
    }
  }
  if (root.op !== "read" || asserted || lookup(env, root.name)) return false;
  const imported = module.imports.get(root.name);
  // What the language itself gives may be of the type of what it is given.
  if (!imported) return !isGiven;
  return run.modules.program.resolve(module.file, imported.specifier) === null;
}

function evaluateCallee(
  frame: Frame,
  state: State,
  callee: Expr,
): { callee: Value; self: Value | null } {
  if (callee.op === "super") return { callee: UNKNOWN, self: frame.self };
  if (callee.op !== "get") return { callee: evaluate(frame, state, callee), self: null };
  const object = evaluate(frame, state, callee.object);
  const key = keyOf(frame, state, callee.key);
  const isSuper = callee.object.op === "super";
  const value = getProperty(frame, state, object, key, callee);
  return { callee: value, self: isSuper ? frame.self : object };
}

function evaluateArguments(frame: Frame, state: State, call: CallExpr): Argument[] {
  return call.args.flatMap(({ value: expr, spread }): Argument[] => {
    const value = evaluate(frame, state, expr);
    if (!spread) return [{ value, span: expr.span, rest: false }];
    const { items, item } = iterate(state, value);
    if (items) return items.map((each) => ({ value: each, span: expr.span, rest: false }));
    return [{ value: item, span: expr.span, rest: true }];
  });
}

export function calleeName(callee: Expr): string {
  if (callee.op === "read") return callee.name;
  if (callee.op === "get" && "literal" in callee.key) return callee.key.literal;
  return "call";
}

/** P95: `tasks[name](x)`, where neither the table nor the name is known. */
function isUnknownChoice(expr: Expr, callee: Value): boolean {
  return (
    expr.op === "get" &&
    "computed" in expr.key &&
    callee.prov.every((each) => each.site.kind === "param") &&
    callee.shapes.every((shape) => shape.kind === "top")
  );
}

/** Calls whatever a value may be: one of several is a choice (P94). */
export function callValue(
  frame: Frame,
  state: State,
  callee: Value,
  self: Value | null,
  args: readonly Argument[],
  call: Invocation,
): Value {
  const shapes = callee.shapes.filter((shape) => shape.kind !== "const");
  const [only] = shapes;
  if (!only) return unknownCall(frame, state, callee, self, args, call);
  if (shapes.length === 1) return callShape(frame, state, callee, only, self, args, call);
  const ways: State[] = [];
  const values = shapes.map((shape) => {
    const way = fork(state);
    guarded(way, { prov: callee.prov, at: locate(frame, call), kind: "maybe", group: null });
    const value = callShape(frame, way, callee, shape, self, args, { ...call, isChoice: true });
    ways.push(way);
    return value;
  });
  become(state, joinStates(ways, state));
  return joinAll(values);
}

function callShape(
  frame: Frame,
  state: State,
  callee: Value,
  shape: Shape,
  self: Value | null,
  args: readonly Argument[],
  call: Invocation,
): Value {
  switch (shape.kind) {
    case "task":
      return callTask(frame, state, shape, args, call);
    case "fn":
      return callFunction(frame, state, bindSelf(shape, self), args, call);
    case "native":
      return callNative(frame, state, shape, args, call);
    default:
      return unknownCall(frame, state, callee, self, args, call);
  }
}

function bindSelf(shape: FnShape, self: Value | null): FnShape {
  return shape.fn.arrow || shape.self || !self ? shape : { ...shape, self };
}

/**
 * Rule 11 and P104: the result may hold anything that went in; nothing that went in is written.
 * Functions among the arguments may be called, once as far as anyone knows (P70).
 */
export function unknownCall(
  frame: Frame,
  state: State,
  callee: Value,
  self: Value | null,
  args: readonly Argument[],
  call: Invocation,
): Value {
  let prov = self ? deepProvenance(state, self) : callee.prov;
  for (const { value } of args) prov = mergeProvenance(prov, deepProvenance(state, value), false);
  const given: Value = { prov: derive(prov), shapes: [TOP_SHAPE] };
  if (self) wear(state, self);
  for (const { value } of args) wear(state, value);
  const results = callbacksIn(state, args).map((callback) =>
    forkedArm(frame, state, call.span, () =>
      callValue(frame, state, shaped(callback), null, [argument(given, call)], call),
    ),
  );
  const returned = joinAll(results);
  const promise = returned.shapes.find((shape): shape is PromiseShape => shape.kind === "promise");
  const all = derive(mergeProvenance(prov, deepProvenance(state, returned), false));
  const value: Value = { prov: all, shapes: [TOP_SHAPE] };
  return promise ? shaped({ ...promise, value, future: false }) : value;
}

function callbacksIn(state: State, args: readonly Argument[]): (FnShape | TaskShape)[] {
  const found: (FnShape | TaskShape)[] = [];
  const visit = (value: Value, depth: number): void => {
    for (const shape of value.shapes) {
      if (shape.kind === "fn" || shape.kind === "task") found.push(shape);
      else if (shape.kind === "object" && depth < 2 && shape.object.kind !== "instance") {
        for (const slot of state.store.contents(shape.object).slots.values())
          visit(slot, depth + 1);
      }
    }
  };
  for (const { value } of args) visit(value, 0);
  return found;
}

export function argument(value: Value, call: Invocation): Argument {
  return { value, span: call.span, rest: false };
}
