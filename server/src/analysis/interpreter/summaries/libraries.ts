import { promiseOf, settled } from "../awaiting.js";
import { NOTHING } from "../done.js";
import { locate } from "../frame.js";
import { allocate, iterate, listSummary } from "../heap.js";
import { native, UNKNOWN, type Value } from "../values.js";
import { overElements } from "./lists.js";
import { arg, type Call, invoke, type Summary } from "./summary.js";

/** P100: libraries that call what they are given in a known way. */

/** `pMap(list, f)`: all of them, awaited together. */
const mapAll: Summary = (from) => {
  const { frame, state } = from;
  const list = arg(from, 0);
  const { results, nonEmpty } = overElements(from, list, arg(from, 1), (item) => [item, UNKNOWN]);
  return waitForAll(from, allocate(frame, state, "array", listSummary(results, nonEmpty)));
};

/** `pAll([() => A(), () => B()])`. */
const callAll: Summary = (from) => {
  const { frame, state } = from;
  const { items, item } = iterate(state, arg(from, 0));
  const results = (items ?? [item]).map((each) => invoke(from, each, []));
  const list = allocate(frame, state, "array", {
    slots: new Map(results.map((value, index) => [String(index), value])),
    rest: null,
    filled: false,
    exact: items !== null,
    getters: null,
  });
  return waitForAll(from, list);
};

function waitForAll(from: Call, list: Value): Value {
  return invoke(from, native("Promise.all"), [list]);
}

/** `const limit = pLimit(3); limit(f, x)`. */
const limiter: Summary = () => native("p-limit:limit");
const limited: Summary = (from) => {
  const rest = from.args.slice(1).map(({ value }) => value);
  return wrapped(from, invoke(from, arg(from, 0), rest));
};

/** `pRetry(f)`: called at least once, and awaited. */
const retried: Summary = (from) => wrapped(from, invoke(from, arg(from, 0), [UNKNOWN]));

function wrapped(from: Call, value: Value): Value {
  const { result, done, rejects } = settled(NOTHING, value, locate(from.frame, from.call));
  return promiseOf(result, done, rejects);
}

/** `_.map(list, f)`. */
const lodashMap: Summary = (from) => {
  const { frame, state } = from;
  const list = arg(from, 0);
  const { results, nonEmpty } = overElements(from, list, arg(from, 1), (item) => [item, UNKNOWN]);
  return allocate(frame, state, "array", listSummary(results, nonEmpty));
};

const lodashEach: Summary = (from) => {
  const list = arg(from, 0);
  overElements(from, list, arg(from, 1), (item) => [item, UNKNOWN]);
  return list;
};

/** `_.chunk(list, 10)`: the same elements, in lists (P42). */
const chunk: Summary = (from) => {
  const { frame, state } = from;
  const { item } = iterate(state, arg(from, 0));
  const inner = allocate(frame, state, "array", listSummary(item, true));
  return allocate(frame, state, "array", listSummary(inner));
};

const LODASH = ["lodash", "lodash-es"];
const NAMES: [string, Summary][] = [
  ["map", lodashMap],
  ["flatMap", lodashMap],
  ["forEach", lodashEach],
  ["each", lodashEach],
  ["chunk", chunk],
];

function lodash(): [string, Summary][] {
  return LODASH.flatMap((library) =>
    NAMES.flatMap(([name, summary]): [string, Summary][] => [
      [`${library}:${name}`, summary],
      [`${library}:default.${name}`, summary],
    ]),
  );
}

export const LIBRARIES: [string, Summary][] = [
  ["p-map:default", mapAll],
  ["p-all:default", callAll],
  ["p-limit:default", limiter],
  ["p-limit:limit", limited],
  ["p-retry:default", retried],
  ...lodash(),
];
