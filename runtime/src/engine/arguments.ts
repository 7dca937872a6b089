/** The arguments of a call: which futures and which results of earlier tasks are in them. */
import type { RunId, TaskRunId } from "@millrace/protocol";
import { asFuture, type Future } from "./future.js";

/** Which task run an object came out of. */
export interface Provenance {
  id: TaskRunId;
  run: RunId;
  /** What stands for the object in an input digest. */
  digest: string;
  /** What stood for it in the run that this one retries, where it was restored from there. */
  former: string;
  /** The task run's name. */
  label: string;
}

const provenances = new WeakMap<object, Provenance>();
/** Parts of a result are known too, where it is small enough to have been taken apart by name. */
const mostParts = 32;
/** Arguments nested deeper than this are not looked into. */
const deepest = 100;

/** Remembers where a result came from, so that handing it to another task makes an edge. */
export function remember(value: unknown, from: Provenance): void {
  if (!isObject(value)) return;
  provenances.set(value, from);
  const parts = Array.isArray(value) ? value : isPlain(value) ? values(value) : [];
  if (parts.length > mostParts) return;
  for (const [index, part] of parts.entries()) {
    if (!isObject(part) || provenances.has(part)) continue;
    provenances.set(part, {
      ...from,
      digest: `${from.digest}/${index}`,
      former: `${from.former}/${index}`,
    });
  }
}

export function provenanceOf(value: unknown): Provenance | undefined {
  return isObject(value) ? provenances.get(value) : undefined;
}

export interface Contents {
  futures: Future[];
  results: Provenance[];
}

/** What a call without any object in its arguments contains. */
const nothing: Contents = { futures: [], results: [] };

/** Futures and earlier results in the arguments, deep in arrays and plain objects. */
export function contentsOf(args: readonly unknown[]): Contents {
  let found: Contents | undefined;
  let seen: Set<object> | undefined;
  for (const arg of args) {
    if (!isObject(arg)) continue;
    found ??= { futures: [], results: [] };
    seen ??= new Set();
    collect(arg, found, seen, 0);
  }
  return found ?? nothing;
}

function collect(value: object, found: Contents, seen: Set<object>, depth: number): void {
  if (seen.has(value) || depth > deepest) return;
  seen.add(value);
  const future = asFuture(value);
  if (future !== undefined) {
    found.futures.push(future);
    return;
  }
  const result = provenances.get(value);
  if (result !== undefined) {
    found.results.push(result);
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) if (isObject(item)) collect(item, found, seen, depth + 1);
  } else if (isPlain(value)) {
    for (const item of values(value)) if (isObject(item)) collect(item, found, seen, depth + 1);
  }
}

/** The values of an object; none where reading one of them throws. */
function values(object: object): unknown[] {
  try {
    return Object.values(object);
  } catch {
    return [];
  }
}

/** The arguments with every future replaced by what it stands for; containers without any stay the same objects. */
export function withResults(args: readonly unknown[]): unknown[] {
  return args.map((arg) =>
    contentsOf([arg]).futures.length === 0
      ? arg
      : rebuilt(arg, (value) => {
          const future = asFuture(value);
          return future && { value: future.now() };
        }),
  );
}

/** A copy with some parts replaced; cycles stay cycles. */
export function rebuilt(
  root: unknown,
  replacement: (value: object) => { value: unknown } | undefined,
): unknown {
  const copies = new Map<object, unknown>();
  const copy = (value: unknown, depth: number): unknown => {
    if (!isObject(value) || depth > deepest) return value;
    if (copies.has(value)) return copies.get(value);
    const replaced = replacement(value);
    if (replaced !== undefined) return replaced.value;
    if (provenances.has(value)) return value;
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      copies.set(value, list);
      for (const item of value) list.push(copy(item, depth + 1));
      return list;
    }
    if (!isPlain(value)) return value;
    const object: Record<string, unknown> = {};
    copies.set(value, object);
    for (const [key, item] of Object.entries(value)) object[key] = copy(item, depth + 1);
    return object;
  };
  return copy(root, 0);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function isPlain(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
