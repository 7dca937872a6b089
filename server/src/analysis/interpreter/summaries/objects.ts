import { locate } from "../frame.js";
import { allocate, iterate, listOf, listSummary, record, withRest, withSlot } from "../heap.js";
import { getProperty } from "../properties.js";
import { derive } from "../provenance.js";
import { deepProvenance } from "../sources.js";
import { guarded } from "../state.js";
import { stringOf, TOP_SHAPE, UNDEFINED, type Value } from "../values.js";
import { entriesOf } from "./collections.js";
import { arg, type Call, type Summary } from "./summary.js";

const values: Summary = (from) => {
  const { frame, state } = from;
  const { items, item } = iterate(state, arg(from, 0));
  return allocate(frame, state, "array", items ? listOf(items) : listSummary(item));
};

const entries: Summary = (from) => entriesOf(from, arg(from, 0));

const keys: Summary = (from) => {
  const prov = derive(deepProvenance(from.state, arg(from, 0)));
  return { prov, shapes: [TOP_SHAPE] };
};

const fromEntries: Summary = (from) => {
  const { frame, state } = from;
  const { items, item } = iterate(state, arg(from, 0));
  let contents = record([]);
  for (const entry of items ?? [item]) {
    const key = stringOf(part(from, entry, "0"));
    const value = part(from, entry, "1");
    contents = key === null ? withRest(contents, value) : withSlot(contents, key, value);
  }
  return allocate(frame, state, "object", contents);
};

function part(from: Call, entry: Value, index: string): Value {
  const at = { op: "read" as const, name: "", span: from.call.span };
  return getProperty(from.frame, from.state, entry, index, at);
}

/** `Object.assign(target, ...sources)` writes its first argument. */
const assign: Summary = (from) => {
  const target = arg(from, 0);
  const [shape] = target.shapes;
  if (shape?.kind !== "object" || target.shapes.length !== 1) return null;
  let contents = from.state.store.contents(shape.object);
  for (const { value } of from.args.slice(1)) {
    for (const each of value.shapes) {
      if (each.kind !== "object") contents = withRest(contents, value);
      else {
        const { slots } = from.state.store.contents(each.object);
        for (const [key, slot] of slots) contents = withSlot(contents, key, slot);
      }
    }
  }
  from.state.store.replace(shape.object, contents);
  return target;
};

const identity: Summary = (from) => arg(from, 0);

/** P54: what follows an assertion runs only if it holds, or the flow fails. */
const assertion: Summary = (from) => {
  const prov = deepProvenance(from.state, arg(from, 0));
  const at = locate(from.frame, { span: from.args[0]?.span ?? from.call.span });
  const kind = from.frame.handler?.hasCatch ? "maybe" : "fails";
  guarded(from.state, { prov, at, kind, group: null });
  return UNDEFINED;
};

const exit: Summary = (from) => {
  from.state.live = false;
  return UNDEFINED;
};

const silent: Summary = () => UNDEFINED;

const assertions = [
  "assert:default",
  "assert:*",
  "node:assert:default",
  "assert:ok",
  "node:assert:ok",
  "assert:strict",
  "node:assert:strict",
  "node:assert/strict:default",
  "assert/strict:default",
  "assert",
  "assert.ok",
  "console.assert",
];
const silences = [
  "log",
  "info",
  "warn",
  "error",
  "debug",
  "table",
  "dir",
  "time",
  "timeEnd",
  "trace",
];

export const OBJECTS: [string, Summary][] = [
  ["Object.values", values],
  ["Object.entries", entries],
  ["Object.keys", keys],
  ["Object.fromEntries", fromEntries],
  ["Object.assign", assign],
  ["Object.freeze", identity],
  ["structuredClone", identity],
  ["process.exit", exit],
  ...assertions.map((name): [string, Summary] => [name, assertion]),
  ...silences.map((name): [string, Summary] => [`console.${name}`, silent]),
];
