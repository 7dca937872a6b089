import {
  allocate,
  append,
  elements,
  enclosingLoop,
  iterate,
  listOf,
  listSummary,
  withRest,
} from "../heap.js";
import { bothValues, joinAll, joinContents, joinValues } from "../join.js";
import { isUnrolled, loopGroup, repeat } from "../loops.js";
import { derive, mergeProvenance } from "../provenance.js";
import { deepProvenance, maybe } from "../sources.js";
import { NEVER, TOP_SHAPE, UNDEFINED, UNKNOWN, type Value } from "../values.js";
import { arg, type Call, invoke, type Summary } from "./summary.js";

/** Rule 8: a callback over every element is a loop that starts its calls side by side (P33..P39). */
export function overElements(
  from: Call,
  list: Value,
  callback: Value,
  args: (item: Value) => readonly Value[],
  mayBeEmpty = false,
): { results: Value; nonEmpty: boolean } {
  const { frame, state, call } = from;
  const elements = iterate(state, list);
  const { item, items } = elements;
  if (items && !mayBeEmpty && isUnrolled(items)) {
    return {
      results: items.map((each) => invoke(from, callback, args(each))).reduce(bothValues),
      nonEmpty: true,
    };
  }
  const nonEmpty = elements.nonEmpty && !mayBeEmpty;
  const group = loopGroup(
    frame,
    state,
    call.code as { span: typeof call.span },
    call.callee,
    nonEmpty,
    "map",
  );
  const prov = deepProvenance(state, list);
  let results: Value = NEVER;
  repeat(frame, state, group, nonEmpty, prov, (way) => {
    results = joinValues(results, invoke(from, callback, args(item), way));
  });
  return { results, nonEmpty };
}

const map: Summary = (from) => {
  const { frame, state } = from;
  const list = from.self ?? UNKNOWN;
  const { results, nonEmpty } = overElements(from, list, arg(from, 0), (item) => [
    item,
    UNKNOWN,
    list,
  ]);
  return allocate(frame, state, "array", listSummary(results, nonEmpty));
};

const flatMap: Summary = (from) => {
  const { frame, state } = from;
  const list = from.self ?? UNKNOWN;
  const { results } = overElements(from, list, arg(from, 0), (item) => [item, UNKNOWN, list]);
  return allocate(frame, state, "array", listSummary(iterate(state, results).item));
};

const forEach: Summary = (from) => {
  const list = from.self ?? UNKNOWN;
  overElements(from, list, arg(from, 0), (item) => [item, UNKNOWN, list]);
  return UNDEFINED;
};

/** P37: some of the elements; which ones, the callback decides. */
const filter: Summary = (from) => {
  const { frame, state } = from;
  const list = from.self ?? UNKNOWN;
  overElements(from, list, arg(from, 0), (item) => [item, UNKNOWN, list]);
  const { item } = iterate(state, list);
  return allocate(frame, state, "array", listSummary(maybe(item)));
};

const find: Summary = (from) => {
  const list = from.self ?? UNKNOWN;
  overElements(from, list, arg(from, 0), (item) => [item, UNKNOWN, list]);
  return joinValues(maybe(iterate(from.state, list).item), UNDEFINED);
};

const test: Summary = (from) => {
  const list = from.self ?? UNKNOWN;
  const { results } = overElements(from, list, arg(from, 0), (item) => [item, UNKNOWN, list]);
  return {
    prov: derive(
      mergeProvenance(deepProvenance(from.state, list), deepProvenance(from.state, results), false),
    ),
    shapes: [TOP_SHAPE],
  };
};

/** P38: each call gets what the one before returned. */
const reduce: Summary = (from) => {
  const { frame, state, call } = from;
  const list = from.self ?? UNKNOWN;
  const { item, items, nonEmpty } = iterate(state, list);
  if (items && isUnrolled(items) && from.args.length > 1) {
    return items.reduce(
      (value, each) => invoke(from, arg(from, 0), [value, each, UNKNOWN, list]),
      arg(from, 1),
    );
  }
  const group = loopGroup(
    frame,
    state,
    call.code as { span: typeof call.span },
    "reduce",
    nonEmpty,
    "loop",
  );
  let accumulated = from.args.length > 1 ? arg(from, 1) : item;
  const initial = accumulated;
  repeat(frame, state, group, nonEmpty, deepProvenance(state, list), (way) => {
    accumulated = invoke(from, arg(from, 0), [accumulated, item, UNKNOWN, list], way);
  });
  group.kind = "loop";
  return nonEmpty ? accumulated : joinValues(initial, accumulated);
};

const push: Summary = (from) => {
  const { frame, state } = from;
  const inLoop = enclosingLoop(frame);
  const [only] = from.self?.shapes ?? [];
  const single = from.self?.shapes.length === 1;
  for (const shape of from.self?.shapes ?? []) {
    if (shape.kind !== "object") continue;
    let contents = state.store.contents(shape.object);
    const isOuter = inLoop !== null && shape.object.group !== inLoop;
    for (const { value, rest } of from.args) {
      contents = rest ? withRest(contents, value) : append(contents, value, isOuter);
    }
    const before = state.store.contents(shape.object);
    state.store.replace(shape.object, single ? contents : joinContents(before, contents));
  }
  return only ? UNKNOWN : null;
};

/** The same elements, in some other order or in part. */
const same: Summary = (from) => {
  const { frame, state } = from;
  const list = from.self ?? UNKNOWN;
  const isSeen = list.shapes.some((shape) => shape.kind === "object");
  if (!isSeen) return null;
  return allocate(frame, state, "array", listSummary(iterate(state, list).item));
};

const one: Summary = (from) => {
  const list = from.self ?? UNKNOWN;
  if (!list.shapes.some((shape) => shape.kind === "object")) return null;
  const contents = list.shapes.flatMap((shape) =>
    shape.kind === "object" ? [elements(from.state.store.contents(shape.object))] : [],
  );
  return joinValues(maybe(joinAll(contents)), UNDEFINED);
};

/** P19. */
const concat: Summary = (from) => {
  const { frame, state } = from;
  const parts = [from.self ?? UNKNOWN, ...from.args.map(({ value }) => value)];
  const lists = parts.map((part) => iterate(state, part));
  if (lists.every(({ items }) => items !== null)) {
    return allocate(frame, state, "array", listOf(lists.flatMap(({ items }) => items ?? [])));
  }
  let contents = listSummary(NEVER);
  for (const [index, part] of parts.entries()) {
    const isList = index === 0 || part.shapes.some((shape) => shape.kind !== "const");
    contents = withRest(contents, isList ? (lists[index]?.item ?? UNKNOWN) : part);
  }
  // The sources of each list are all there, as certain as the lists themselves.
  const prov = parts.map((part) => deepProvenance(state, part));
  const rest: Value = {
    prov: prov.reduce((left, right) => mergeProvenance(left, right, false), []),
    shapes: contents.rest?.shapes ?? [TOP_SHAPE],
  };
  const { mixed = false } = contents;
  return allocate(frame, state, "array", { ...listSummary(rest, true), mixed });
};

const flat: Summary = (from) => {
  const { frame, state } = from;
  const inner = iterate(state, iterate(state, from.self ?? UNKNOWN).item);
  return allocate(frame, state, "array", listSummary(inner.item));
};

/** P44: `Array.from({ length: n }, f)` calls f that many times. */
const arrayFrom: Summary = (from) => {
  const { frame, state } = from;
  const source = arg(from, 0);
  const { item, items } = iterate(state, source);
  const isCount = source.shapes.some(
    (shape) => shape.kind === "object" && shape.object.kind === "object",
  );
  if (from.args.length < 2) {
    if (items && !isCount) return allocate(frame, state, "array", listOf(items));
    return allocate(frame, state, "array", listSummary(isCount ? UNKNOWN : item));
  }
  const each = isCount ? UNKNOWN : item;
  const { results, nonEmpty } = overElements(
    from,
    source,
    arg(from, 1),
    () => [each, UNKNOWN],
    isCount,
  );
  return allocate(frame, state, "array", listSummary(results, nonEmpty));
};

const arrayOf: Summary = (from) => {
  const values = from.args.map(({ value }) => value);
  return allocate(from.frame, from.state, "array", listOf(values));
};

export const LISTS: [string, Summary][] = [
  ["method.map", map],
  ["method.flatMap", flatMap],
  ["method.forEach", forEach],
  ["method.filter", filter],
  ["method.find", find],
  ["method.findLast", find],
  ["method.some", test],
  ["method.every", test],
  ["method.reduce", reduce],
  ["method.reduceRight", reduce],
  ["method.push", push],
  ["method.unshift", push],
  ["method.add", push],
  ["method.pop", one],
  ["method.shift", one],
  ["method.at", one],
  ["method.concat", concat],
  ["method.slice", same],
  ["method.splice", same],
  ["method.sort", same],
  ["method.toSorted", same],
  ["method.reverse", same],
  ["method.toReversed", same],
  ["method.flat", flat],
  ["Array.from", arrayFrom],
  ["Array.fromAsync", arrayFrom],
  ["Array.of", arrayOf],
];
