import type { Activity, Group } from "../graph/model.js";
import type { Frame } from "./frame.js";
import { bothValues, joinAll, joinValues, oneOf } from "./join.js";
import { extend, ITEM } from "./provenance.js";
import { maybe } from "./sources.js";
import type { State } from "./state.js";
import {
  type ClassShape,
  type Contents,
  EMPTY,
  type FnShape,
  type HeapObject,
  isNever,
  NEVER,
  type Value,
} from "./values.js";

const MOST_SLOTS = 64;
const MOST_ARRAY_SLOTS = 16;

/** Rule 5: objects, arrays, maps and sets, and what is written into them. */
export function allocate(
  frame: Frame,
  state: State,
  kind: HeapObject["kind"],
  contents: Contents = EMPTY,
  cls: ClassShape | null = null,
): Value {
  const group = enclosingLoop(frame);
  const object: HeapObject = { kind, class: cls, base: null, group, activity: null };
  state.store.replace(object, contents);
  return { prov: [], shapes: [{ kind: "object", object }] };
}

/** What calling a generator gives: whoever goes through all of it has waited for its activity. */
export function allocateGenerator(
  frame: Frame,
  state: State,
  contents: Contents,
  activity: Activity | null,
): Value {
  const group = enclosingLoop(frame);
  const object: HeapObject = { kind: "generator", class: null, base: null, group, activity };
  state.store.replace(object, contents);
  return { prov: [], shapes: [{ kind: "object", object }] };
}

export function enclosingLoop(frame: Frame): Group | null {
  for (let owner = frame.owner; owner; owner = owner.parent) {
    if (owner.sort === "group" && (owner.kind === "loop" || owner.kind === "map")) return owner;
  }
  return null;
}

export function record(slots: Iterable<[string, Value]>, getters?: Map<string, FnShape>): Contents {
  return {
    slots: new Map(slots),
    rest: null,
    filled: false,
    exact: true,
    getters: getters ?? null,
  };
}

export function listOf(values: readonly Value[]): Contents {
  const slots = new Map<string, Value>();
  values.slice(0, MOST_ARRAY_SLOTS).forEach((value, index) => {
    slots.set(String(index), value);
  });
  const more = values.slice(MOST_ARRAY_SLOTS);
  const rest = more.length > 0 ? joinAll(more) : null;
  return { slots, rest, filled: rest !== null, exact: rest === null, getters: null };
}

/** A list of which only its elements' common value is known. */
export function listSummary(item: Value, filled = false): Contents {
  return { slots: new Map(), rest: item, filled, exact: false, getters: null };
}

export function withSlot(contents: Contents, key: string, value: Value): Contents {
  if (!contents.slots.has(key) && contents.slots.size >= MOST_SLOTS) {
    return withRest(contents, value);
  }
  const slots = new Map(contents.slots);
  slots.set(key, value);
  return { ...contents, slots };
}

/** A write to a place not known by name: it may be any of them. */
export function withRest(contents: Contents, value: Value): Contents {
  const rest = contents.rest ? bothValues(contents.rest, value) : value;
  const { rest: before } = contents;
  const isMixed = before !== null && !isNever(before) && hasSource(before) !== hasSource(value);
  const mixed = contents.mixed || isMixed;
  return { ...contents, rest, filled: true, exact: false, ...(mixed ? { mixed } : {}) };
}

function hasSource({ prov, shapes }: Value): boolean {
  return prov.length > 0 || shapes.some((shape) => shape.kind === "promise");
}

/** `push` and `add`: a new slot in straight-line code, the common value in a loop (P32). */
export function append(contents: Contents, value: Value, inLoop: boolean): Contents {
  if (inLoop || !contents.exact || contents.slots.size >= MOST_ARRAY_SLOTS) {
    return withRest(contents, value);
  }
  return withSlot(contents, String(contents.slots.size), value);
}

/** Every element there may be, as one value. */
export function elements(contents: Contents): Value {
  const { slots, rest, mixed } = contents;
  if (!rest) return joinAll([...slots.values()]);
  const one = oneOf(rest);
  return joinAll([...slots.values(), mixed ? maybe(one) : one]);
}

/** The elements in order, where all of them are known. */
export function exactItems(contents: Contents): Value[] | null {
  return contents.exact ? [...contents.slots.values()] : null;
}

export interface Elements {
  /** Any element. */
  item: Value;
  /** All elements in order, where they are known. */
  items: Value[] | null;
  nonEmpty: boolean;
}

/** Rule 8: what going through a value gives, element by element. */
export function iterate(state: State, value: Value): Elements {
  const prov = extend(value.prov, ITEM);
  let item: Value = NEVER;
  let items: Value[] | null = value.shapes.length === 1 && prov.length === 0 ? [] : null;
  let nonEmpty = value.shapes.length > 0;
  for (const shape of value.shapes) {
    if (shape.kind === "object") {
      const contents = state.store.contents(shape.object);
      item = joinValues(item, elements(contents));
      items = items && exactItems(contents);
      nonEmpty &&= contents.filled || (contents.exact && contents.slots.size > 0);
    } else if (shape.kind === "promise") {
      // The futures of a mapped task, each of which is one element's.
      items = null;
      nonEmpty = false;
      const inner = iterate(state, shape.value);
      item = joinValues(item, { prov: [], shapes: [{ ...shape, value: inner.item }] });
    } else {
      items = null;
      nonEmpty = false;
      item = joinValues(item, { prov: [], shapes: [{ kind: "top" }] });
    }
  }
  if (prov.length > 0) item = { prov: [...prov, ...item.prov], shapes: item.shapes };
  if (item.shapes.length === 0) item = { prov: item.prov, shapes: [{ kind: "top" }] };
  return { item, items, nonEmpty };
}
