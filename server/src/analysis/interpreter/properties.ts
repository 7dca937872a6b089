import type { Expr, Key } from "../ir/model.js";
import { evaluate } from "./expressions.js";
import type { Frame } from "./frame.js";
import { callFunction } from "./functions.js";
import { elements } from "./heap.js";
import { joinAll, joinValues } from "./join.js";
import { classMember, instanceMember } from "./members.js";
import { exportedValue } from "./modules.js";
import { extend, ITEM, stepOf } from "./provenance.js";
import { maybe } from "./sources.js";
import type { State } from "./state.js";
import { isMethod } from "./summaries/names.js";
import { declaredField } from "./types.js";
import {
  type HeapObject,
  native,
  type Shape,
  shaped,
  stringOf,
  TOP_SHAPE,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from "./values.js";

/** The property a key names, or null where only the run will tell. */
export function keyOf(frame: Frame, state: State, key: Key): string | null {
  if ("literal" in key) return key.literal;
  return stringOf(evaluate(frame, state, key.computed));
}

/** Rule 4: reading a part of a value. */
export function getProperty(
  frame: Frame,
  state: State,
  object: Value,
  key: string | null,
  at: Expr,
): Value {
  const parts = object.shapes.map((shape) => shapeProperty(frame, state, object, shape, key, at));
  if (parts.length === 0) return { prov: extend(object.prov, step(key)), shapes: [TOP_SHAPE] };
  return joinAll(parts);
}

function step(key: string | null): string {
  return key === null ? ITEM : stepOf(key);
}

function shapeProperty(
  frame: Frame,
  state: State,
  whole: Value,
  shape: Shape,
  key: string | null,
  at: Expr,
): Value {
  switch (shape.kind) {
    case "object":
      return objectProperty(frame, state, whole, shape.object, key, at);
    case "class":
      return key === null ? UNKNOWN : (classMember(frame, state, shape, key) ?? UNKNOWN);
    case "module": {
      if (key !== null) return exportedValue(frame, state, shape.file, key);
      const names = frame.run.modules.program.exportNames(shape.file);
      return maybe(joinAll(names.map((name) => exportedValue(frame, state, shape.file, name))));
    }
    case "promise":
      if (key !== null && PROMISE_METHODS.has(key)) return native(`promise.${key}`, shaped(shape));
      // `(await a).x` written without the await: the value is what was meant.
      return UNKNOWN;
    case "task":
      return native(`task.${key}`, shaped(shape));
    case "fn":
      return native(`function.${key}`, shaped(shape));
    case "native":
      return native(
        shape.name.endsWith(":*") ? `${shape.name.slice(0, -1)}${key}` : `${shape.name}.${key}`,
        shape.self,
      );
    case "const":
    case "top": {
      const prov = extend(whole.prov, step(key));
      if (key !== null && isMethod(key)) {
        return { prov, shapes: [{ kind: "native", name: `method.${key}`, self: whole, args: [] }] };
      }
      if (shape.kind === "const" && (shape.value === undefined || shape.value === null))
        return UNDEFINED;
      return { prov, shapes: [TOP_SHAPE] };
    }
  }
}

const PROMISE_METHODS = new Set([
  "then",
  "catch",
  "finally",
  "get",
  "result",
  "wait",
  "id",
  "state",
]);

function objectProperty(
  frame: Frame,
  state: State,
  whole: Value,
  object: HeapObject,
  key: string | null,
  at: Expr,
): Value {
  const contents = state.store.contents(object);
  const self = shaped({ kind: "object", object });
  // A key that only the run knows: any of the parts (P76, P95).
  if (key === null)
    return contents.slots.size > 0 || contents.rest ? maybe(elements(contents)) : UNKNOWN;
  const slot = contents.slots.get(key);
  const getter = contents.getters?.get(key);
  if (getter)
    return callFunction(frame, state, { ...getter, self }, [], {
      code: at,
      span: at.span,
      callee: key,
    });
  if (slot && !isMethodOf(object, key)) {
    const known = declaredField(frame, state, slot, object.class, key);
    return contents.rest && contents.exact ? joinValues(known, contents.rest) : known;
  }
  if (object.class) {
    const member = instanceMember(frame, state, object.class, self, key, at);
    if (member) return member;
  }
  if (object.kind !== "object" && object.kind !== "instance") {
    if (isMethod(key)) return native(`method.${key}`, self);
    if (key === "length" || key === "size") return { prov: [], shapes: [TOP_SHAPE] };
  }
  if (contents.rest) return maybe(contents.rest);
  // What a spread of an unknown object brought is a part of that object.
  if (whole.prov.length > 0) return { prov: extend(whole.prov, step(key)), shapes: [TOP_SHAPE] };
  if (isMethod(key) && object.kind === "object" && !contents.exact)
    return native(`method.${key}`, self);
  // An instance may have what a base class or a declaration elsewhere gives it.
  return contents.exact && !contents.open && object.kind !== "instance" ? UNDEFINED : UNKNOWN;
}

function isMethodOf(object: HeapObject, key: string): boolean {
  return (object.kind === "map" || object.kind === "set") && isMethod(key);
}
