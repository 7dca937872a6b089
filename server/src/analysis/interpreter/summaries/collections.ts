import { allocate, elements, iterate, listOf, listSummary, withRest, withSlot } from "../heap.js";
import { joinAll, joinContents, joinValues } from "../join.js";
import { getProperty } from "../properties.js";
import { derive } from "../provenance.js";
import { deepProvenance, maybe } from "../sources.js";
import { stringOf, TOP_SHAPE, UNDEFINED, UNKNOWN, type Value } from "../values.js";
import { arg, type Call, type Summary } from "./summary.js";

/** P76: a Map with literal keys is read as precisely as an object. */
const get: Summary = (from) => {
  const key = stringOf(arg(from, 0));
  const objects = (from.self?.shapes ?? []).filter((shape) => shape.kind === "object");
  if (objects.length === 0) {
    // `.get("x", 1)` on something nobody knows: a part of it, or the default.
    const prov = derive(deepProvenance(from.state, from.self ?? UNKNOWN));
    return { prov, shapes: [TOP_SHAPE] };
  }
  return joinAll(
    objects.map((shape) => {
      const contents = from.state.store.contents(shape.object);
      const slot = key === null ? undefined : contents.slots.get(key);
      if (slot) return slot;
      if (key !== null && contents.exact) return UNDEFINED;
      return maybe(joinValues(elements(contents), UNDEFINED));
    }),
  );
};

const set: Summary = (from) => {
  const key = stringOf(arg(from, 0));
  const value = arg(from, 1);
  const single = from.self?.shapes.length === 1;
  for (const shape of from.self?.shapes ?? []) {
    if (shape.kind !== "object") continue;
    const before = from.state.store.contents(shape.object);
    const written = key === null ? withRest(before, value) : withSlot(before, key, value);
    from.state.store.replace(shape.object, single ? written : joinContents(before, written));
  }
  return from.self;
};

/** `new Map(entries)` and `new Set(items)`. */
const fill: Summary = (from) => {
  const { state, self } = from;
  const [shape] = self?.shapes ?? [];
  if (shape?.kind !== "object") return UNDEFINED;
  const { items, item } = iterate(state, arg(from, 0));
  let contents = state.store.contents(shape.object);
  for (const each of items ?? [item]) {
    if (shape.object.kind === "set") {
      contents = items
        ? withSlot(contents, String(contents.slots.size), each)
        : withRest(contents, each);
      continue;
    }
    const key = stringOf(entryPart(from, each, "0"));
    const value = entryPart(from, each, "1");
    contents = key === null ? withRest(contents, value) : withSlot(contents, key, value);
  }
  state.store.replace(shape.object, contents);
  return UNDEFINED;
};

function entryPart(from: Call, entry: Value, index: string): Value {
  const at = { op: "read" as const, name: "", span: from.call.span };
  return getProperty(from.frame, from.state, entry, index, at);
}

const values: Summary = (from) => {
  const { frame, state, self } = from;
  return allocate(frame, state, "array", listSummary(iterate(state, self ?? UNKNOWN).item));
};

/** P41: pairs of a key and an element. */
const entries: Summary = (from) => entriesOf(from, from.self ?? UNKNOWN);

export function entriesOf(from: Call, value: Value): Value {
  const { frame, state } = from;
  const { item } = iterate(state, value);
  const pair = allocate(frame, state, "array", listOf([UNKNOWN, item]));
  return allocate(frame, state, "array", listSummary(pair));
}

export const COLLECTIONS: [string, Summary][] = [
  ["method.get", get],
  ["method.set", set],
  ["method.values", values],
  ["method.entries", entries],
  ["collection.fill", fill],
];
