import { callValue } from "../calls.js";
import type { Argument } from "../functions.js";
import { exactItems, iterate } from "../heap.js";
import { UNDEFINED, UNKNOWN, type Value } from "../values.js";
import { arg, type Call, type Summary } from "./summary.js";

/** P96: `f.bind(self, a)`, `f.call(self, a)`, `f.apply(self, [a])`, for functions and tasks. */
const bind: Summary = (from) => {
  const fixed = from.args.slice(1).map(({ value }) => value);
  const shapes = (from.self?.shapes ?? []).map((shape) =>
    shape.kind === "fn" || shape.kind === "task"
      ? { ...shape, bound: [...shape.bound, ...fixed] }
      : shape,
  );
  const self = arg(from, 0);
  return {
    prov: [],
    shapes: shapes.map((shape) =>
      shape.kind === "fn" && !shape.fn.arrow && !shape.self ? { ...shape, self } : shape,
    ),
  };
};

const call: Summary = (from) => {
  const { frame, state, args } = from;
  return callValue(frame, state, from.self ?? UNKNOWN, arg(from, 0), args.slice(1), from.call);
};

const apply: Summary = (from) =>
  callValue(from.frame, from.state, from.self ?? UNKNOWN, arg(from, 0), spread(from, 1), from.call);

const reflect: Summary = (from) =>
  callValue(from.frame, from.state, arg(from, 0), arg(from, 1), spread(from, 2), from.call);

function spread(from: Call, index: number): Argument[] {
  const list = arg(from, index);
  const [shape] = list.shapes;
  const span = from.args[index]?.span ?? from.call.span;
  const items =
    shape?.kind === "object" ? exactItems(from.state.store.contents(shape.object)) : null;
  if (items) return items.map((value: Value) => ({ value, span, rest: false }));
  if (list === UNDEFINED) return [];
  return [{ value: iterate(from.state, list).item, span, rest: true }];
}

export const FUNCTIONS: [string, Summary][] = [
  ["function.bind", bind],
  ["function.call", call],
  ["function.apply", apply],
  ["task.bind", bind],
  ["task.call", call],
  ["task.apply", apply],
  ["Reflect.apply", reflect],
  [
    "Promise.try",
    (from) => callValue(from.frame, from.state, arg(from, 0), null, from.args.slice(1), from.call),
  ],
];
