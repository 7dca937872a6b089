import type { Activity } from "../graph/model.js";
import type { State } from "./state.js";
import type { Contents, HeapObject, Shape, Value } from "./values.js";

/**
 * What code that nobody followed may have changed: a module's variables between two calls, an object
 * handed to a function whose body is unknown. Its values are still the best guess, but its constants
 * decide no condition any more, and what it lacks may be there.
 */
export function worn(value: Value): Value {
  if (!value.shapes.some((shape) => shape.kind === "const" && !shape.worn)) return value;
  const shapes = value.shapes.map(
    (shape): Shape => (shape.kind === "const" ? { ...shape, worn: true } : shape),
  );
  return { prov: value.prov, shapes };
}

export function wornContents(contents: Contents): Contents {
  const slots = new Map([...contents.slots].map(([key, slot]) => [key, worn(slot)]));
  return { ...contents, slots, rest: contents.rest && worn(contents.rest), open: true };
}

/** A value that an async function wrote, which may not have come so far yet. */
export function lateValue(value: Value, once: Activity): Value {
  const { prov, shapes } = worn(value);
  return { prov: prov.map((each) => (each.once ? each : { ...each, once })), shapes };
}

/** Lists keep their elements: code that is handed a list seldom changes it. */
export function canWear({ kind }: HeapObject): boolean {
  return kind === "object" || kind === "instance";
}

const DEEPEST = 3;

/** Hands a value to code that nobody follows. */
export function wear(state: State, value: Value, depth = 0): void {
  if (depth > DEEPEST) return;
  for (const shape of value.shapes) {
    if (shape.kind !== "object" || !canWear(shape.object)) continue;
    const contents = state.store.contents(shape.object);
    if (contents.open) continue;
    state.store.replace(shape.object, wornContents(contents));
    for (const slot of contents.slots.values()) wear(state, slot, depth + 1);
  }
}
