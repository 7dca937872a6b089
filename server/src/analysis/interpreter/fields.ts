import type { Fn } from "../ir/model.js";

const known = new WeakMap<Fn, ReadonlySet<string>>();

/** The fields of its own object that a method reads: `raw` in `return this.raw.length`. */
export function fieldsRead(fn: Fn): ReadonlySet<string> {
  let fields = known.get(fn);
  if (!fields) {
    const found = new Set<string>();
    collect(fn.body, found);
    fields = found;
    known.set(fn, fields);
  }
  return fields;
}

function collect(node: unknown, into: Set<string>): void {
  if (Array.isArray(node)) {
    for (const each of node) collect(each, into);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const { op, object, key } = node as Record<string, unknown>;
  const isField = op === "get" && (object as { op: string }).op === "self";
  if (isField && "literal" in (key as object)) into.add((key as { literal: string }).literal);
  for (const each of Object.values(node)) collect(each, into);
}
