import { lookup } from "./env.js";
import type { Frame } from "./frame.js";
import { allocate } from "./heap.js";
import { importValue } from "./modules.js";
import type { State } from "./state.js";
import { EMPTY, type Value } from "./values.js";

/**
 * P86: a value nobody knows, declared as a class of the workspace, is an instance of it. The type's
 * name is enough for that; no type checker is asked.
 */
export function instanceOfType(frame: Frame, state: State, value: Value, type: string): Value {
  if (!value.shapes.some((shape) => shape.kind === "top") || value.shapes.length > 1) return value;
  const declared = declaredValue(frame, state, type);
  const cls = declared?.shapes.find((shape) => shape.kind === "class");
  if (cls?.kind !== "class") return value;
  const instance = cls.prototype ?? allocate(frame, state, "instance", EMPTY, cls);
  return { prov: value.prov, shapes: instance.shapes };
}

function declaredValue(frame: Frame, state: State, type: string): Value | null {
  const cell = lookup(frame.env, type);
  if (cell) return state.store.value(cell);
  const fact = frame.module.imports.get(type);
  return fact ? importValue(frame, state, fact.specifier, fact.imported) : null;
}
