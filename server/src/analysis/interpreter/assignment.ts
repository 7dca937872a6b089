import type { Pattern } from "../ir/model.js";
import { forkedArm } from "./branches.js";
import { declare, lookup } from "./env.js";
import { evaluate } from "./expressions.js";
import type { Frame } from "./frame.js";
import { allocate, iterate, listSummary, withRest, withSlot } from "./heap.js";
import { joinContents, joinValues } from "./join.js";
import { getProperty, keyOf } from "./properties.js";
import { extend, REMAINDER } from "./provenance.js";
import type { State } from "./state.js";
import { type Contents, TOP_SHAPE, type Value } from "./values.js";

/** Rule 5: writes a value where a pattern says. */
export function assign(frame: Frame, state: State, target: Pattern, value: Value): void {
  switch (target.op) {
    case "name": {
      const cell = lookup(frame.env, target.name) ?? declare(frame.env, target.name);
      state.store.assign(cell, value);
      return;
    }
    case "member": {
      const object = evaluate(frame, state, target.object);
      writeProperty(state, object, keyOf(frame, state, target.key), value, isLooped(frame));
      if (isModuleExports(target)) exportCommonJs(frame, state, target, value);
      return;
    }
    case "record":
      assignRecord(frame, state, target, value);
      return;
    case "list":
      assignList(frame, state, target, value);
      return;
  }
}

/** P07, P09. */
function assignRecord(
  frame: Frame,
  state: State,
  target: Extract<Pattern, { op: "record" }>,
  value: Value,
): void {
  const taken = new Set<string>();
  for (const field of target.fields) {
    const key = keyOf(frame, state, field.key);
    if (key !== null) taken.add(key);
    const at = { op: "read" as const, name: key ?? "", span: field.target.span };
    let part = getProperty(frame, state, value, key, at);
    if (field.default) part = withDefault(frame, state, part, field.default);
    assign(frame, state, field.target, part);
  }
  if (!target.rest) return;
  const [shape] = value.shapes;
  if (value.shapes.length === 1 && shape?.kind === "object") {
    const contents = state.store.contents(shape.object);
    const slots = new Map([...contents.slots].filter(([key]) => !taken.has(key)));
    const rest = allocate(frame, state, "object", { ...contents, slots });
    assign(frame, state, target.rest, { prov: value.prov, shapes: rest.shapes });
    return;
  }
  assign(frame, state, target.rest, { prov: extend(value.prov, REMAINDER), shapes: [TOP_SHAPE] });
}

/** P08. */
function assignList(
  frame: Frame,
  state: State,
  target: Extract<Pattern, { op: "list" }>,
  value: Value,
): void {
  const { item, items } = iterate(state, value);
  target.items.forEach((each, index) => {
    if (!each) return;
    const at = { op: "read" as const, name: "", span: each.target.span };
    let part = getProperty(frame, state, value, String(index), at);
    if (each.default) part = withDefault(frame, state, part, each.default);
    assign(frame, state, each.target, part);
  });
  if (!target.rest) return;
  const rest = items?.slice(target.items.length);
  const contents: Contents = rest
    ? {
        slots: new Map(rest.map((each, index) => [String(index), each])),
        rest: null,
        filled: false,
        exact: true,
        getters: null,
      }
    : listSummary(item);
  assign(frame, state, target.rest, allocate(frame, state, "array", contents));
}

/** P09, P73: a default runs only where there was nothing. */
export function withDefault(
  frame: Frame,
  state: State,
  value: Value,
  fallback: Parameters<typeof evaluate>[2],
): Value {
  const isMissing =
    value.prov.length === 0 &&
    value.shapes.every(
      (shape) => shape.kind === "const" && shape.value === undefined && !shape.worn,
    );
  if (isMissing) return evaluate(frame, state, fallback);
  const mayBeMissing = value.shapes.some(
    (shape) => shape.kind === "top" || (shape.kind === "const" && shape.value === undefined),
  );
  if (!mayBeMissing) return value;
  const other = forkedArm(frame, state, fallback.span, () => evaluate(frame, state, fallback));
  return orElse(value, other);
}

/** The value, or where there is none, the other: a fallback without sources hides none (P14, P24). */
export function orElse(value: Value, other: Value): Value {
  const joined = joinValues(value, other);
  const isPlain = other.prov.length === 0 && other.shapes.every((shape) => shape.kind === "const");
  return isPlain ? { prov: value.prov, shapes: joined.shapes } : joined;
}

/** A write to one known object replaces; to one of several, or in a loop to an older one, it adds. */
export function writeProperty(
  state: State,
  object: Value,
  key: string | null,
  value: Value,
  weak: boolean,
): void {
  const single = object.shapes.length === 1;
  for (const shape of object.shapes) {
    const address =
      shape.kind === "class" ? shape.statics : shape.kind === "object" ? shape.object : null;
    if (!address) continue;
    const before = state.store.contents(address);
    const written =
      key === null || (weak && /^\d+$/.test(key))
        ? withRest(before, value)
        : withSlot(before, key, value);
    state.store.replace(address, single ? written : joinContents(before, written));
  }
}

function isLooped(frame: Frame): boolean {
  return frame.owner?.sort === "group" && frame.owner.kind === "loop";
}

function isModuleExports(target: Extract<Pattern, { op: "member" }>): boolean {
  const { object, key } = target;
  if (!("literal" in key)) return false;
  if (object.op === "read" && object.name === "module" && key.literal === "exports") return true;
  return isExportsObject(object);
}

function isExportsObject(object: Extract<Pattern, { op: "member" }>["object"]): boolean {
  if (object.op === "read") return object.name === "exports";
  return (
    object.op === "get" &&
    object.object.op === "read" &&
    object.object.name === "module" &&
    "literal" in object.key &&
    object.key.literal === "exports"
  );
}

/** `module.exports = x` and `exports.a = x` fill the module's default export. */
function exportCommonJs(
  frame: Frame,
  state: State,
  target: Extract<Pattern, { op: "member" }>,
  value: Value,
): void {
  const cell = frame.module.env.cells.get("default");
  if (!cell || !("literal" in target.key)) return;
  if (!isExportsObject(target.object)) {
    state.store.assign(cell, value);
    return;
  }
  const known = state.store.value(cell);
  const exports = known.shapes[0]?.kind === "object" ? known : allocate(frame, state, "object");
  writeProperty(state, exports, target.key.literal, value, false);
  state.store.assign(cell, exports);
}
