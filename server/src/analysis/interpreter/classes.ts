import type { Class, Expr, Member } from "../ir/model.js";
import { writeProperty } from "./assignment.js";
import { argument, callValue, unknownCall } from "./calls.js";
import { defineFromDecorator } from "./definitions.js";
import { scope } from "./env.js";
import { closure, evaluate } from "./expressions.js";
import type { Frame } from "./frame.js";
import { type Argument, callFunction, type Invocation } from "./functions.js";
import { allocate, listSummary, record } from "./heap.js";
import { keyOf } from "./properties.js";
import type { State } from "./state.js";
import { instanceOfType } from "./types.js";
import {
  type ClassShape,
  EMPTY,
  type FnShape,
  type HeapObject,
  shaped,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from "./values.js";

/** P82..P86: a class, with its static members and its decorated methods. */
export function defineClass(frame: Frame, state: State, cls: Class): Value {
  const baseValue = cls.base ? evaluate(frame, state, cls.base) : null;
  const base =
    baseValue?.shapes.find((shape): shape is ClassShape => shape.kind === "class") ?? null;
  const statics: HeapObject = { kind: "object", class: null, base: null, group: null };
  state.store.replace(statics, EMPTY);
  const env = scope(frame.env, [cls.name]);
  const shape: ClassShape = {
    kind: "class",
    class: cls,
    env,
    module: frame.module,
    base,
    statics,
    methods: new Map(),
  };
  const value = shaped(shape);
  const own = env.cells.get(cls.name);
  if (own) state.store.assign(own, value);
  for (const decorator of cls.decorators) evaluate(frame, state, decorator);
  const inner: Frame = { ...frame, env, self: value, home: shape };
  for (const member of cls.members) defineMember(inner, state, shape, member);
  // One instance shows which flows and tasks the fields define, whoever makes others.
  if (frame.run.flow === null) prototypes.set(shape, instantiate(frame, state, shape, null));
  return value;
}

/** The instance that a class's flows run on when nobody made one. */
const prototypes = new WeakMap<ClassShape, Value>();

export function prototypeOf(shape: ClassShape): Value | null {
  return prototypes.get(shape) ?? null;
}

function defineMember(frame: Frame, state: State, shape: ClassShape, member: Member): void {
  const key = keyOf(frame, state, member.key);
  if (member.kind === "static-block" && member.fn) {
    const block = closure(frame, { ...member.fn, arrow: true });
    callFunction(frame, state, block, [], { code: member, span: member.span, callee: "static" });
    return;
  }
  if (key === null || member.kind === "constructor") return;
  if (member.kind === "method") {
    if (member.decorators.length === 0 && !member.static) return;
    const fn: Value = member.fn
      ? shaped({ ...closure(frame, member.fn), self: null, home: shape })
      : UNKNOWN;
    const value = decorated(frame, state, shape, member, key, fn);
    if (member.static)
      writeProperty(state, shaped({ kind: "object", object: shape.statics }), key, value, false);
    else shape.methods.set(key, value);
    return;
  }
  if (member.kind === "field" && member.static) {
    const value = member.value ? evaluate(frame, state, member.value) : UNDEFINED;
    writeProperty(state, shaped({ kind: "object", object: shape.statics }), key, value, false);
  }
}

function decorated(
  frame: Frame,
  state: State,
  shape: ClassShape,
  member: Member,
  key: string,
  fn: Value,
): Value {
  return member.decorators.reduceRight((value, decorator) => {
    const made = evaluate(frame, state, decorator);
    return defineFromDecorator(frame, state, made, shape, member, key, value) ?? value;
  }, fn);
}

export function classMember(
  frame: Frame,
  state: State,
  shape: ClassShape,
  key: string,
): Value | null {
  for (let at: ClassShape | null = shape; at; at = at.base) {
    const slot = state.store.contents(at.statics).slots.get(key);
    if (slot) return slot;
  }
  if (key === "prototype") return shaped(shape);
  // `super.method()`: the class stands for its prototype.
  return frame.self ? instanceMember(frame, state, shape, frame.self, key, null) : null;
}

/** A method or getter by the receiver's class, nearest first (P84). */
export function instanceMember(
  frame: Frame,
  state: State,
  shape: ClassShape,
  self: Value,
  key: string,
  at: Expr | null,
): Value | null {
  for (let cls: ClassShape | null = shape; cls; cls = cls.base) {
    const decoratedMethod = cls.methods.get(key);
    if (decoratedMethod) return boundTo(decoratedMethod, self);
    const member = cls.class.members.find(
      (each) => !each.static && "literal" in each.key && each.key.literal === key,
    );
    if (!member?.fn) continue;
    const fn: FnShape = {
      kind: "fn",
      fn: member.fn,
      env: cls.env,
      module: cls.module,
      self,
      home: cls,
      bound: [],
    };
    if (member.kind === "method") return shaped(fn);
    if (member.kind === "getter" && at) {
      return callFunction(frame, state, fn, [], { code: at, span: at.span, callee: key });
    }
  }
  return null;
}

function boundTo(value: Value, self: Value): Value {
  const shapes = value.shapes.map((shape) =>
    shape.kind === "task" && shape.body ? { ...shape, body: { ...shape.body, self } } : shape,
  );
  return { prov: value.prov, shapes };
}

/** `new C(...)`. */
export function construct(
  frame: Frame,
  state: State,
  callee: Value,
  args: readonly Argument[],
  call: Invocation,
): Value {
  const cls = callee.shapes.find((shape): shape is ClassShape => shape.kind === "class");
  if (cls) return instantiate(frame, state, cls, { args, call });
  const [native] = callee.shapes;
  if (native?.kind === "native") {
    const known = constructNative(frame, state, native.name, args, call);
    if (known) return known;
  }
  return unknownCall(frame, state, callee, null, args, call);
}

function constructNative(
  frame: Frame,
  state: State,
  name: string,
  args: readonly Argument[],
  call: Invocation,
): Value | null {
  const [first] = args;
  switch (name) {
    case "Map":
    case "WeakMap":
    case "Set":
    case "WeakSet":
    case "Array": {
      const kind = name.endsWith("Map") ? "map" : name === "Array" ? "array" : "set";
      const filler = { code: call.code, span: call.span, callee: name };
      const object = allocate(frame, state, kind, record([]));
      if (first && name !== "Array") {
        callValue(frame, state, nativeFill(object), null, [argument(first.value, filler)], filler);
      }
      if (name === "Array") return allocate(frame, state, kind, listSummary(UNKNOWN));
      return object;
    }
    case "Promise":
      return callValue(
        frame,
        state,
        shaped({ kind: "native", name: "Promise.new", self: null, args: [] }),
        null,
        args,
        call,
      );
    default:
      return null;
  }
}

function nativeFill(object: Value): Value {
  return shaped({ kind: "native", name: "collection.fill", self: object, args: [] });
}

function instantiate(
  frame: Frame,
  state: State,
  cls: ClassShape,
  made: { args: readonly Argument[]; call: Invocation } | null,
): Value {
  const object: HeapObject = { kind: "instance", class: cls, base: null, group: null };
  state.store.replace(object, EMPTY);
  const self = shaped({ kind: "object", object });
  initialise(frame, state, cls, self, made);
  return self;
}

/** Fields from the base class down, each class's constructor after its fields. */
function initialise(
  frame: Frame,
  state: State,
  cls: ClassShape,
  self: Value,
  made: { args: readonly Argument[]; call: Invocation } | null,
): void {
  const own = cls.class.members.find((member) => member.kind === "constructor")?.fn;
  if (cls.base) initialise(frame, state, cls.base, self, own ? null : made);
  const inner: Frame = { ...frame, module: cls.module, env: cls.env, self, home: cls, fn: null };
  for (const member of cls.class.members) {
    if (member.kind !== "field" || member.static) continue;
    const key = keyOf(inner, state, member.key);
    if (key === null) continue;
    let value = member.value ? evaluate(inner, state, member.value) : UNDEFINED;
    if (member.type) value = instanceOfType(inner, state, value, member.type);
    writeProperty(state, self, key, value, false);
  }
  if (!own) return;
  const span = made?.call.span ?? own.span;
  const args = made?.args ?? own.params.map(() => ({ value: UNKNOWN, span, rest: false }));
  own.params.forEach((param, index) => {
    if (!param.property) return;
    let value = args[index]?.value ?? UNKNOWN;
    if (param.type) value = instanceOfType(inner, state, value, param.type);
    writeProperty(state, self, param.property, value, false);
  });
  const build: FnShape = {
    kind: "fn",
    fn: own,
    env: cls.env,
    module: cls.module,
    self,
    home: cls,
    bound: [],
  };
  callFunction(frame, state, build, args, { code: own, span, callee: cls.class.name });
}
