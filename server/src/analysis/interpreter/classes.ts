import type { Class, Member } from "../ir/model.js";
import { writeProperty } from "./assignment.js";
import { defineFromDecorator } from "./definitions.js";
import { scope } from "./env.js";
import { closure, evaluate } from "./expressions.js";
import type { Frame } from "./frame.js";
import { callFunction } from "./functions.js";
import { instantiate } from "./instances.js";
import { keyOf } from "./properties.js";
import type { State } from "./state.js";
import {
  type ClassShape,
  EMPTY,
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
  const statics: HeapObject = {
    kind: "object",
    class: null,
    base: null,
    group: null,
    activity: null,
  };
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
    subclasses: [],
    prototype: null,
  };
  const value = shaped(shape);
  const own = env.cells.get(cls.name);
  if (own) state.store.assign(own, value);
  for (const decorator of cls.decorators) evaluate(frame, state, decorator);
  const inner: Frame = { ...frame, env, self: value, home: shape };
  for (const member of cls.members) defineMember(inner, state, shape, member);
  // One instance shows which flows and tasks the fields define, whoever makes others.
  if (frame.run.flow === null) shape.prototype = instantiate(frame, state, shape, null);
  if (base?.module === frame.module) base.subclasses.push(shape);
  return value;
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
