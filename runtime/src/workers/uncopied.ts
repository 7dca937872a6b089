/** Where in a value something is that no thread can be given a copy of. */

/** A function, a symbol, a promise: what structured cloning has no form for. */
export interface Uncopied {
  /** As `[0].rows.close`; empty for the value itself. */
  path: string;
  what: string;
}

/** The first such part of the value; undefined where all of it can be copied. */
export function findUncopied(value: unknown): Uncopied | undefined {
  return find(value, "", new Set());
}

function find(value: unknown, path: string, seen: Set<unknown>): Uncopied | undefined {
  if (typeof value === "function") {
    return { path, what: value.name === "" ? "a function" : `the function ${value.name}` };
  }
  if (typeof value === "symbol") return { path, what: `the symbol ${String(value)}` };
  if (typeof value !== "object" || value === null || seen.has(value)) return undefined;
  seen.add(value);
  if (clones(value)) return undefined;
  for (const [part, inner] of partsOf(value)) {
    const found = find(inner, path + part, seen);
    if (found !== undefined) return found;
  }
  const kind = value.constructor?.name || "object";
  return { path, what: /^[AEIOU]/.test(kind) ? `an ${kind}` : `a ${kind}` };
}

function clones(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

function* partsOf(value: object): Generator<[path: string, value: unknown]> {
  if (value instanceof Map) {
    for (const [key, inner] of value) {
      yield [`.keys()`, key];
      yield [`.get(${JSON.stringify(key)})`, inner];
    }
  } else if (value instanceof Set) {
    for (const inner of value) yield [".values()", inner];
  } else {
    for (const [key, inner] of Object.entries(value)) {
      yield [Array.isArray(value) ? `[${key}]` : `.${key}`, inner];
    }
  }
}
