import type { Expr } from "../ir/model.js";
import { assign } from "./assignment.js";
import { awaitValue } from "./awaiting.js";
import { evaluateChoice, evaluateLogic } from "./branches.js";
import { evaluateCall } from "./calls.js";
import { defineClass } from "./classes.js";
import { lookup } from "./env.js";
import { type Frame, locate, within } from "./frame.js";
import { allocate, append, iterate, record, withRest, withSlot } from "./heap.js";
import { importValue } from "./modules.js";
import { getProperty, keyOf } from "./properties.js";
import { derive, mergeProvenance } from "./provenance.js";
import { see } from "./sightings.js";
import { deepProvenance, maybe } from "./sources.js";
import type { State } from "./state.js";
import {
  type Contents,
  constant,
  constantOf,
  EMPTY,
  type FnShape,
  native,
  stringOf,
  TOP_SHAPE,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from "./values.js";

/** What an expression is, and what evaluating it does to the state. */
export function evaluate(frame: Frame, state: State, expr: Expr): Value {
  if (!frame.run.budget.step()) return UNKNOWN;
  const value = evaluated(frame, state, expr);
  const { sightings } = frame.run;
  if (sightings) see(sightings, frame.module.file, expr, value);
  return value;
}

function evaluated(frame: Frame, state: State, expr: Expr): Value {
  switch (expr.op) {
    case "const":
      return constant(expr.value);
    case "read":
      return readName(frame, state, expr.name);
    case "self":
      return frame.self ?? UNKNOWN;
    case "super":
      return frame.home?.base ? { prov: [], shapes: [frame.home.base] } : UNKNOWN;
    case "get": {
      const object = evaluate(frame, state, expr.object);
      return getProperty(frame, state, object, keyOf(frame, state, expr.key), expr);
    }
    case "call":
      return evaluateCall(frame, state, expr);
    case "fn":
      return { prov: [], shapes: [closure(frame, expr.fn)] };
    case "class":
      return defineClass(frame, state, expr.class);
    case "object":
      return evaluateObject(frame, state, expr);
    case "array":
      return evaluateArray(frame, state, expr);
    case "derive":
      return derived(frame, state, expr.parts);
    case "not": {
      const value = evaluate(frame, state, expr.value);
      const known = constantOf(value);
      if (known) return constant(!known.value);
      return { prov: derive(deepProvenance(state, value)), shapes: [TOP_SHAPE] };
    }
    case "cond":
      return evaluateChoice(frame, state, expr);
    case "logic":
      return evaluateLogic(frame, state, expr);
    case "await": {
      const value = within(frame, { awaiting: expr }, () => evaluate(frame, state, expr.value));
      return awaitValue(frame, state, value, locate(frame, expr));
    }
    case "yield": {
      const value = expr.value ? evaluate(frame, state, expr.value) : UNDEFINED;
      const item = expr.delegate ? iterate(state, value).item : value;
      frame.yields.push({ value: item, done: state.done });
      return UNKNOWN;
    }
    case "assign": {
      const value = evaluate(frame, state, expr.value);
      const written = expr.combine ? combined(frame, state, expr, value) : value;
      assign(frame, state, expr.target, written);
      return written;
    }
    case "seq":
      return expr.parts.reduce((_, part) => evaluate(frame, state, part), UNDEFINED);
    case "import":
      return evaluateImport(frame, state, expr);
    case "opaque":
      return derived(frame, state, expr.parts);
  }
}

export function closure(frame: Frame, fn: FnShape["fn"]): FnShape {
  const { env, module, home } = frame;
  const self = fn.arrow ? frame.self : null;
  return { kind: "fn", fn, env, module, self, home, bound: [] };
}

function readName(frame: Frame, state: State, name: string): Value {
  const cell = lookup(frame.env, name);
  if (cell) return state.store.value(cell);
  const fact = frame.module.imports.get(name);
  if (fact) return importValue(frame, state, fact.specifier, fact.imported);
  return native(name);
}

/** P16, P17 and every operator: computed from its parts. */
function derived(frame: Frame, state: State, parts: readonly Expr[]): Value {
  const prov = parts
    .map((part) => deepProvenance(state, evaluate(frame, state, part)))
    .reduce((left, right) => mergeProvenance(left, right, false), []);
  return { prov: derive(prov), shapes: [TOP_SHAPE] };
}

/** P19: `xs += b` keeps what was there. */
function combined(
  frame: Frame,
  state: State,
  expr: Extract<Expr, { op: "assign" }>,
  value: Value,
): Value {
  const { target } = expr;
  let before = UNKNOWN;
  if (target.op === "name") before = readName(frame, state, target.name);
  else if (target.op === "member") {
    const object = evaluate(frame, state, target.object);
    before = getProperty(frame, state, object, keyOf(frame, state, target.key), expr);
  }
  const prov = mergeProvenance(deepProvenance(state, before), deepProvenance(state, value), false);
  return { prov: derive(prov), shapes: [TOP_SHAPE] };
}

function evaluateObject(frame: Frame, state: State, expr: Extract<Expr, { op: "object" }>): Value {
  let contents: Contents = record([]);
  let { prov } = EMPTY_VALUE;
  const getters = new Map<string, FnShape>();
  for (const entry of expr.entries) {
    if (entry.kind === "spread") {
      const value = evaluate(frame, state, entry.value);
      contents = spreadInto(state, contents, value);
      const isOpaque = value.shapes.some((shape) => shape.kind === "top");
      if (isOpaque) prov = mergeProvenance(prov, value.prov, false);
      continue;
    }
    const key = keyOf(frame, state, entry.key);
    if (entry.kind === "getter") {
      if (key !== null) getters.set(key, closure(frame, entry.fn));
      continue;
    }
    const value = evaluate(frame, state, entry.value);
    contents = key === null ? withRest(contents, value) : withSlot(contents, key, value);
  }
  if (getters.size > 0) contents = { ...contents, getters };
  const object = allocate(frame, state, "object", contents);
  return { prov, shapes: object.shapes };
}

const EMPTY_VALUE: Value = { prov: [], shapes: [] };

/** P12, P56: `{ ...a, z: 1 }`. */
function spreadInto(state: State, into: Contents, value: Value): Contents {
  let contents = into;
  for (const shape of value.shapes) {
    if (shape.kind !== "object") continue;
    const { slots, rest } = state.store.contents(shape.object);
    for (const [key, slot] of slots) contents = withSlot(contents, key, slot);
    if (rest) contents = withRest(contents, rest);
  }
  return value.shapes.some((shape) => shape.kind !== "object")
    ? { ...contents, exact: false }
    : contents;
}

function evaluateArray(frame: Frame, state: State, expr: Extract<Expr, { op: "array" }>): Value {
  let contents = EMPTY;
  let prov: Value["prov"] = [];
  for (const item of expr.items) {
    const value = evaluate(frame, state, item.value);
    if (!item.spread) {
      contents = append(contents, value, false);
      continue;
    }
    const { items, item: element, nonEmpty } = iterate(state, value);
    if (items) for (const each of items) contents = append(contents, each, false);
    else contents = withRest(contents, nonEmpty ? element : maybe(element));
    prov = mergeProvenance(
      prov,
      value.shapes.some((each) => each.kind === "top") ? value.prov : [],
      false,
    );
  }
  return allocate(frame, state, "array", contents);
}

/** P80: `await import("./t")` and `require("./t")`. */
function evaluateImport(frame: Frame, state: State, expr: Extract<Expr, { op: "import" }>): Value {
  const specifier = stringOf(evaluate(frame, state, expr.specifier));
  if (specifier === null) {
    const reason = "The module imported here is not known before the flow runs.";
    frame.run.incomplete.push({ reason, location: locate(frame, expr) });
    return UNKNOWN;
  }
  const value = importValue(frame, state, specifier, "*");
  if (!expr.deferred) return value;
  const promise = { kind: "promise", value, done: new Map(), rejects: [], future: false } as const;
  return { prov: [], shapes: [promise] };
}
