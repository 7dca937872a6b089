import type { NodeOptions } from "@millrace/protocol";
import type { Definition } from "../graph/model.js";
import type { Member, Span } from "../ir/model.js";
import type { Frame } from "./frame.js";
import type { Argument, Invocation } from "./functions.js";
import type { State } from "./state.js";
import {
  type ClassShape,
  type FnShape,
  type NativeShape,
  shaped,
  stringOf,
  type TaskShape,
  type Value,
} from "./values.js";

type Kind = Definition["kind"];

/** `task(fn)` and `task(options, fn)`: null where no function was given, as in a decorator. */
export function defineFromCall(
  frame: Frame,
  state: State,
  kind: Kind,
  args: readonly Argument[],
  call: Invocation,
): Value | null {
  const given = args.map(({ value }) => value);
  const isFunction = (value: Value) => value.shapes.some((shape) => shape.kind === "fn");
  const fn = given.find(isFunction) ?? (given.length === 2 ? given[1] : given.find(isOpaque));
  if (!fn) return null;
  const options = given.find((value) => value !== fn) ?? null;
  const place = bindingOf(frame, call);
  const exportName = place.hint ?? anonymousName(fn, call);
  const body = fn.shapes.find((shape): shape is FnShape => shape.kind === "fn") ?? null;
  return define(frame, state, kind, exportName, place.file, place.span, options, body);
}

/** `@task(options)` and `@task` on a method. */
export function defineFromDecorator(
  frame: Frame,
  state: State,
  decorator: Value,
  cls: ClassShape,
  member: Member,
  key: string,
  method: Value,
): Value | null {
  const native = decorator.shapes.find((shape): shape is NativeShape => shape.kind === "native");
  const kind = native ? decoratorKind(native.name) : null;
  if (!native || !kind) return null;
  const body = method.shapes.find((shape): shape is FnShape => shape.kind === "fn") ?? null;
  const own = body ? { ...body, home: cls } : null;
  const name = `${cls.class.name}.${key}`;
  const { file } = frame.module;
  return define(frame, state, kind, name, file, member.span, native.self, own);
}

function decoratorKind(name: string): Kind | null {
  if (name === "millrace:task" || name === "millrace:task decorator") return "task";
  if (name === "millrace:flow" || name === "millrace:flow decorator") return "flow";
  return null;
}

function define(
  frame: Frame,
  state: State,
  kind: Kind,
  exportName: string,
  file: string,
  span: Span,
  options: Value | null,
  body: FnShape | null,
): Value {
  const binding = exportName.slice(exportName.lastIndexOf(".") + 1);
  const callee = binding === "default" ? body?.fn.name || binding : binding;
  const name = options ? optionString(state, options, "name") : null;
  const concurrency = options ? literal(state, option(state, options, "concurrency")) : undefined;
  const definition: Definition = {
    kind,
    key: frame.run.modules.program.keyOf(file, exportName),
    exportName,
    label: name ?? callee,
    callee,
    location: { file, span },
    options: options ? literalOptions(state, options) : {},
    ...(concurrency !== undefined && { concurrency }),
  };
  const shape: TaskShape = {
    kind: "task",
    definition,
    body,
    overrides: {},
    waits: null,
    bound: [],
  };
  frame.run.defined.push(shape);
  return shaped(shape);
}

function isOpaque(value: Value): boolean {
  return value.shapes.length > 0 && value.shapes.every((shape) => shape.kind !== "object");
}

function anonymousName(fn: Value, call: Invocation): string {
  const shape = fn.shapes.find((each): each is FnShape => each.kind === "fn");
  return shape?.fn.name || call.callee;
}

/** The binding that names a definition: the call's own, or that of the factory around it (P92). */
function bindingOf(
  frame: Frame,
  call: Invocation,
): { hint: string | undefined; file: string; span: Span } {
  if (call.hint) return { hint: call.hint, file: frame.module.file, span: call.span };
  for (let at: Frame | null = frame; at; at = at.caller) {
    if (at.hint && at.context.location) return { hint: at.hint, ...at.context.location };
  }
  return { hint: undefined, file: frame.module.file, span: call.span };
}

function optionString(state: State, options: Value, key: string): string | null {
  return stringOf(option(state, options, key));
}

function option(state: State, options: Value, key: string): Value | undefined {
  for (const shape of options.shapes) {
    if (shape.kind === "object") return state.store.contents(shape.object).slots.get(key);
  }
  return undefined;
}

/** The options a graph shows, where they are literal. */
export function literalOptions(state: State, options: Value): NodeOptions {
  const result: NodeOptions = {};
  const retries = literal(state, option(state, options, "retries"));
  if (typeof retries === "number") result.retries = retries;
  const delay = literal(state, option(state, options, "retryDelay"));
  if (typeof delay === "number" || typeof delay === "string") result.retryDelay = delay;
  if (isListOf(delay, "number")) result.retryDelay = delay as number[];
  const timeout = seconds(literal(state, option(state, options, "timeout")));
  if (timeout !== null) result.timeout = timeout;
  const cache = option(state, options, "cache");
  const cached = literal(state, cache);
  if (typeof cached === "boolean" || typeof cached === "string") result.cache = cached;
  else if (cache) result.cache = true;
  const optional = literal(state, option(state, options, "optional"));
  if (typeof optional === "boolean") result.optional = optional;
  const tags = literal(state, option(state, options, "tags"));
  if (isListOf(tags, "string")) result.tags = tags as string[];
  return result;
}

function isListOf(value: unknown, type: "string" | "number"): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === type);
}

/** A constant, a list of constants, or what is constant in an object; undefined for anything computed. */
function literal(state: State, value: Value | undefined): unknown {
  const [shape] = value?.shapes ?? [];
  if (value?.shapes.length !== 1 || !shape) return undefined;
  if (shape.kind === "const") return shape.value;
  if (shape.kind !== "object") return undefined;
  const { kind } = shape.object;
  const { exact, slots } = state.store.contents(shape.object);
  if (kind === "object") {
    return Object.fromEntries([...slots].map(([name, each]) => [name, literal(state, each)]));
  }
  return kind === "array" && exact
    ? [...slots.values()].map((each) => literal(state, each))
    : undefined;
}

const UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** `"5m"` and 300 are the same time. */
function seconds(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const [, amount, unit] = /^\s*([\d.]+)\s*(ms|s|m|h|d)\s*$/.exec(value) ?? [];
  return amount && unit ? Number(amount) * (UNITS[unit] ?? 1) : null;
}
