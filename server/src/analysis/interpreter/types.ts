import { lookup } from "./env.js";
import type { Frame } from "./frame.js";
import { allocate } from "./heap.js";
import { heirsOf } from "./heirs.js";
import { importValue } from "./modules.js";
import type { State } from "./state.js";
import { type ClassShape, EMPTY, type Value } from "./values.js";

/**
 * P86: a value nobody knows, declared as a class of the workspace, is an instance of it; declared as
 * an interface, of one of the classes that implement it. The type's name is enough for that; no type
 * checker is asked.
 */
export function instanceOfType(frame: Frame, state: State, value: Value, type: string): Value {
  if (!value.shapes.some((shape) => shape.kind === "top") || value.shapes.length > 1) return value;
  const declared = declaredValue(frame, state, type);
  const cls = declared?.shapes.find((shape): shape is ClassShape => shape.kind === "class");
  if (cls) return { prov: value.prov, shapes: instanceOf(frame, state, cls).shapes };
  const place = frame.run.modules.program.declared(frame.module.file, type);
  const heirs = place ? heirsOf(frame, place) : [];
  if (heirs.length === 0) return value;
  const shapes = heirs.flatMap((each) => instanceOf(frame, state, each).shapes);
  return { prov: value.prov, shapes };
}

/** P86: what a field or a constructor's parameter is declared as, where its value is not known. */
export function declaredField(
  frame: Frame,
  state: State,
  value: Value,
  cls: ClassShape | null,
  key: string,
): Value {
  if (!cls || !value.shapes.some((shape) => shape.kind === "top")) return value;
  const type = fieldType(cls, key);
  if (!type) return declaredField(frame, state, value, cls.base, key);
  return instanceOfType({ ...frame, module: cls.module, env: cls.env }, state, value, type);
}

function fieldType({ class: { members } }: ClassShape, key: string): string | undefined {
  const field = members.find((each) => "literal" in each.key && each.key.literal === key);
  if (field?.type) return field.type;
  const build = members.find((each) => each.kind === "constructor");
  return build?.fn?.params.find((each) => each.property === key)?.type;
}

function instanceOf(frame: Frame, state: State, cls: ClassShape): Value {
  return cls.prototype ?? allocate(frame, state, "instance", EMPTY, cls);
}

function declaredValue(frame: Frame, state: State, type: string): Value | null {
  const cell = lookup(frame.env, type);
  if (cell) return state.store.value(cell);
  const fact = frame.module.imports.get(type);
  return fact ? importValue(frame, state, fact.specifier, fact.imported) : null;
}
