/**
 * Values that say where they come from. A stub task returns an object whose every text is its mark,
 * so that whatever a program makes of it (a part, a template, JSON) still carries the mark.
 */
import { holds, length, type World } from "./world.js";

/** Where a mark comes from: a task run's id, or `param:NAME`. */
export type Source = string;

export const mark = (source: Source) => `«${source}»`;
const marks = /«([^«»]+)»/g;

export interface Made {
  id: string;
  x: string;
  y: string;
  ok: boolean;
  items: Made[];
  /** There in some worlds only. */
  missing: Made | undefined;
}

/** Lists carry their mark too, so that an empty one does. */
const lists = new WeakMap<object, Source>();

/** The result of a task run. `name` and `ordinal` identify the call to the world. */
export function made(source: Source, world: World, name: string, ordinal: number): Made {
  const deep = (levels: number, label: string): Made => {
    const count = levels === 0 ? 0 : length(world, name, ordinal, label);
    const items = Array.from({ length: count }, (_, i) => deep(levels - 1, `${label}.${i}`));
    lists.set(items, source);
    const value = {
      id: mark(source),
      x: mark(source),
      y: mark(source),
      ok: holds(world, name, ordinal, label),
      items,
      missing:
        levels > 0 && holds(world, name, ordinal, label, "missing")
          ? deep(levels - 1, `${label}.missing`)
          : undefined,
    };
    return Object.defineProperty(value, "toString", { value: () => mark(source) });
  };
  return deep(2, "");
}

/** Every source that a value carries, deep in arrays, objects, maps, sets and errors. */
export function sourcesIn(
  value: unknown,
  found = new Set<Source>(),
  seen = new Set<object>(),
): Set<Source> {
  if (typeof value === "string") {
    for (const [, source] of value.matchAll(marks)) found.add(source as string);
  } else if (typeof value === "object" && value !== null && !seen.has(value)) {
    seen.add(value);
    const list = lists.get(value);
    if (list !== undefined) found.add(list);
    if (value instanceof Error) {
      sourcesIn(value.message, found, seen);
      sourcesIn(value.cause, found, seen);
    }
    const parts =
      value instanceof Map || value instanceof Set ? [...value].flat() : Object.values(value);
    for (const part of parts) sourcesIn(part, found, seen);
  }
  return found;
}
