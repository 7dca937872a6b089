import { type Done, weaken } from "./done.js";
import { mergeProvenance, stepOf, uncertain } from "./provenance.js";
import type { State } from "./state.js";
import type { HeapObject, Provenance, Value } from "./values.js";

/** One source of a value, and where inside the value it sits. */
export interface Source extends Provenance {
  readonly into: string;
  /** Wrapped in `unmapped(...)`: every run of a mapped task gets all of it. */
  readonly broadcast: boolean;
}

/** The native that wraps a value `unmapped` was given. */
export const UNMAPPED = "millrace:unmapped value";
const DEEPEST = 6;
const MOST = 64;

/** Rule 1: every task result that can be reached in a value, through promises, objects and lists. */
export function sourcesOf(state: State, value: Value): Source[] {
  const found: Source[] = [];
  const seen = new Set<HeapObject>();
  const visit = (
    part: Value,
    into: string,
    must: boolean,
    depth: number,
    broadcast = false,
  ): void => {
    if (found.length >= MOST || depth > DEEPEST) return;
    for (const each of part.prov) {
      const isThere = !each.once || (state.done.get(each.once)?.must ?? false);
      found.push({ ...each, into, must: each.must && must && isThere, broadcast });
    }
    const certain = must && part.shapes.length <= 1;
    for (const shape of part.shapes) {
      if (shape.kind === "promise") visit(shape.value, into, certain, depth, broadcast);
      else if (shape.kind === "native" && shape.name === UNMAPPED && shape.self) {
        visit(shape.self, into, certain, depth, true);
      } else if (shape.kind === "object" && !seen.has(shape.object)) {
        seen.add(shape.object);
        const isList = shape.object.kind === "array" || shape.object.kind === "set";
        const { slots, rest, filled } = state.store.contents(shape.object);
        for (const [key, slot] of slots) {
          visit(slot, isList ? into : into + stepOf(key), certain, depth + 1, broadcast);
        }
        if (rest) visit(rest, into, certain && filled, depth + 1, broadcast);
      }
    }
  };
  visit(value, "", true, 0);
  return found;
}

/** The sources of a value as the provenance of something computed from it. */
export function deepProvenance(state: State, value: Value): readonly Provenance[] {
  const sources = sourcesOf(state, value).map(({ site, path, derived, must }) => ({
    site,
    path,
    derived,
    must,
  }));
  return mergeProvenance(sources, [], false);
}

/** Every promise inside a value: what `Promise.all` waits for. */
export function promisesIn(state: State, value: Value): { done: Done[]; certain: boolean } {
  const done: Done[] = [];
  let certain = true;
  const visit = (part: Value, depth: number): void => {
    if (depth > DEEPEST) return;
    if (part.shapes.length > 1) certain = false;
    for (const shape of part.shapes) {
      if (shape.kind === "promise") done.push(shape.done);
      else if (shape.kind === "object") {
        const { slots, rest, filled } = state.store.contents(shape.object);
        for (const slot of slots.values()) visit(slot, depth + 1);
        if (rest) visit(filled ? rest : maybe(rest), depth + 1);
      }
    }
  };
  visit(value, 0);
  return { done, certain };
}

/** A value that may not be there, or may be another: nothing in it is certain. */
export function maybe(value: Value): Value {
  const shapes = value.shapes.map((shape) =>
    shape.kind === "promise"
      ? { ...shape, value: maybe(shape.value), done: weaken(shape.done) }
      : shape,
  );
  return { prov: uncertain(value.prov), shapes };
}
