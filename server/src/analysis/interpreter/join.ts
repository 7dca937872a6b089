import { after, joinDone, weaken } from "./done.js";
import { mergeProvenance, uncertain } from "./provenance.js";
import {
  type Contents,
  isNever,
  NEVER,
  type PromiseShape,
  type Shape,
  TOP_SHAPE,
  type Value,
} from "./values.js";

const MOST_SHAPES = 8;

/** The value where two ways meet: one or the other. */
export function joinValues(left: Value, right: Value): Value {
  if (left === right || isNever(right)) return left;
  if (isNever(left)) return right;
  return {
    prov: mergeProvenance(left.prov, right.prov, true),
    shapes: joinShapes(left.shapes, right.shapes),
  };
}

export function joinAll(values: readonly Value[]): Value {
  return values.reduce(joinValues, NEVER);
}

/** What stands for several elements of one list, all of which are there (P56). */
export function bothValues(left: Value, right: Value): Value {
  const joined = joinValues(left, right);
  const promises = [...left.shapes, ...right.shapes].filter((shape) => shape.kind === "promise");
  const all = promises.length > 1 ? promises.reduce(bothPromises) : null;
  return {
    prov: mergeProvenance(left.prov, right.prov, false),
    shapes: all
      ? [...joined.shapes.filter((shape) => shape.kind !== "promise"), all]
      : joined.shapes,
  };
}

function bothPromises(left: PromiseShape, right: PromiseShape): PromiseShape {
  return {
    kind: "promise",
    value: bothValues(left.value, right.value),
    done: after(left.done, right.done),
    rejects: [...new Set([...left.rejects, ...right.rejects])],
    future: left.future && right.future,
  };
}

/** One of the elements that a summary stands for. */
export function oneOf(summary: Value): Value {
  const shapes = summary.shapes.map((shape) =>
    shape.kind === "promise" && shape.done.size > 1
      ? { ...shape, value: oneOf(shape.value), done: weaken(shape.done) }
      : shape,
  );
  const sites = new Set(summary.prov.map((each) => each.site));
  return { prov: sites.size > 1 ? uncertain(summary.prov) : summary.prov, shapes };
}

function joinShapes(left: readonly Shape[], right: readonly Shape[]): readonly Shape[] {
  const shapes = [...left];
  for (const shape of right) {
    const same = shapes.findIndex((each) => sameShape(each, shape));
    if (same !== -1) {
      if (shape.kind === "const" && shape.worn) shapes[same] = shape;
      continue;
    }
    const promise = shapes.findIndex((each) => each.kind === "promise");
    const other = shapes[promise];
    if (shape.kind === "promise" && other?.kind === "promise") {
      shapes[promise] = joinPromises(other, shape);
    } else {
      shapes.push(shape);
    }
  }
  return shapes.length > MOST_SHAPES ? [...shapes.slice(0, MOST_SHAPES - 1), TOP_SHAPE] : shapes;
}

function joinPromises(left: PromiseShape, right: PromiseShape): PromiseShape {
  return {
    kind: "promise",
    value: joinValues(left.value, right.value),
    done: joinDone([left.done, right.done]),
    rejects: [...new Set([...left.rejects, ...right.rejects])],
    future: left.future && right.future,
  };
}

function sameShape(left: Shape, right: Shape): boolean {
  if (left === right) return true;
  if (left.kind === "const" && right.kind === "const") return left.value === right.value;
  if (left.kind === "object" && right.kind === "object") return left.object === right.object;
  if (left.kind === "module" && right.kind === "module") return left.file === right.file;
  if (left.kind === "fn" && right.kind === "fn")
    return left.fn === right.fn && left.env === right.env;
  if (left.kind === "class" && right.kind === "class") return left.class === right.class;
  if (left.kind === "native" && right.kind === "native") {
    return left.name === right.name && left.self === right.self && left.args === right.args;
  }
  if (left.kind === "task" && right.kind === "task") {
    return left.definition.key === right.definition.key && left.bound === right.bound;
  }
  return left.kind === "top" && right.kind === "top";
}

export function joinContents(left: Contents, right: Contents): Contents {
  if (left === right) return left;
  const slots = new Map<string, Value>();
  for (const key of new Set([...left.slots.keys(), ...right.slots.keys()])) {
    const [one, two] = [left.slots.get(key), right.slots.get(key)];
    slots.set(key, joinValues(one ?? MISSING, two ?? MISSING));
  }
  return {
    slots,
    rest: left.rest && right.rest ? joinValues(left.rest, right.rest) : (left.rest ?? right.rest),
    filled: left.filled && right.filled,
    exact: left.exact && right.exact && left.slots.size === right.slots.size,
    getters: left.getters ?? right.getters,
    ...(left.open || right.open ? { open: true } : {}),
    ...(left.mixed || right.mixed ? { mixed: true } : {}),
  };
}

/** A slot that one side does not have: reading it gives undefined there. */
const MISSING: Value = { prov: [], shapes: [{ kind: "const", value: undefined }] };
