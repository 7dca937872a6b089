import { defineFromCall, literalOptions } from "../definitions.js";
import { allocate, listOf, record } from "../heap.js";
import { joinAll } from "../join.js";
import { derive } from "../provenance.js";
import { deepProvenance, UNMAPPED } from "../sources.js";
import { mapTask } from "../tasks.js";
import {
  native,
  type Shape,
  type TaskShape,
  TOP_SHAPE,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from "../values.js";
import { arg, type Call, type Summary } from "./summary.js";

/** The library's own functions, as runtime.md has them. */
function definition(kind: "task" | "flow"): Summary {
  return ({ frame, state, args, call }) =>
    defineFromCall(frame, state, kind, args, call) ??
    // `@task({ ... })`: the decorator that the options made.
    native(`millrace:${kind} decorator`, args[0]?.value ?? UNDEFINED);
}

function tasksIn(value: Value | null): TaskShape[] {
  return (value?.shapes ?? []).filter((shape): shape is TaskShape => shape.kind === "task");
}

/** P91 and P90: `A.with({ retries: 5, waitFor: [a] })`. */
const withOptions: Summary = (from) => {
  const options = arg(from, 0);
  const overrides = literalOptions(from.state, options);
  const waits = optionValue(from, options, "waitFor");
  const shapes = tasksIn(from.self).map(
    (shape): Shape => ({
      ...shape,
      overrides: { ...shape.overrides, ...overrides },
      waits: waits ?? shape.waits,
    }),
  );
  return { prov: [], shapes };
};

function optionValue(from: Call, options: Value, key: string): Value | null {
  const found = options.shapes.flatMap((shape) => {
    if (shape.kind !== "object") return [];
    const value = from.state.store.contents(shape.object).slots.get(key);
    return value ? [value] : [];
  });
  return found.length > 0 ? joinAll(found) : null;
}

const map: Summary = ({ frame, state, self, args, call }) => {
  const results = tasksIn(self).map((shape) => mapTask(frame, state, shape, args, call));
  return results.length > 0 ? joinAll(results) : null;
};

const unmapped: Summary = (from) => native(UNMAPPED, arg(from, 0));

/** A failure handed on as a value: nothing rejects any more. */
const allowFailure: Summary = (from) => {
  const given = arg(from, 0);
  const shapes = given.shapes.map((shape) =>
    shape.kind === "promise" ? { ...shape, rejects: [] } : shape,
  );
  return { prov: given.prov, shapes };
};

/** `tasks(this)`: the same object under another type. */
const tasks: Summary = (from) => arg(from, 0);

/** `runtime()`, a person's answer to `input()` and the like carry no task result. */
const plain: Summary = () => UNKNOWN;

/** `t.with(waitFor(a, b))` is `t.with({ waitFor: [a, b] })`. */
const waitFor: Summary = ({ frame, state, args }) => {
  const waits = allocate(frame, state, "array", listOf(args.map(({ value }) => value)));
  return allocate(frame, state, "object", record([["waitFor", waits]]));
};

const derived: Summary = (from) => ({
  prov: derive(deepProvenance(from.state, arg(from, 0))),
  shapes: [TOP_SHAPE],
});

export const MILLRACE: [string, Summary][] = [
  ["millrace:task", definition("task")],
  ["millrace:flow", definition("flow")],
  ["task.with", withOptions],
  ["task.map", map],
  ["millrace:unmapped", unmapped],
  ["millrace:allowFailure", allowFailure],
  ["millrace:tasks", tasks],
  ["millrace:waitFor", waitFor],
  ["millrace:logger", plain],
  ["millrace:runtime", plain],
  ["millrace:progress", plain],
  ["millrace:input", plain],
  ["JSON.stringify", derived],
];
