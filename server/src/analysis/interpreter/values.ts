import type { NodeOptions } from "@millrace/protocol";
import type { Activity, Definition, Group, Site } from "../graph/model.js";
import type { Class, Fn, Primitive } from "../ir/model.js";
import type { Done } from "./done.js";
import type { Env } from "./env.js";
import type { ModuleInstance } from "./modules.js";

/**
 * Abstract values. A value says which task results it is made of (`prov`) and what it may be
 * (`shapes`, a union). Values are immutable; what can change lives in the store behind a cell or
 * a heap object.
 */
export interface Value {
  readonly prov: readonly Provenance[];
  readonly shapes: readonly Shape[];
}

/** One task result, or one part of it, inside a value. */
export interface Provenance {
  readonly site: Site;
  /** `.items[0].id`; empty for the whole result. */
  readonly path: string;
  /** Computed from the result, not the result itself. */
  readonly derived: boolean;
  /** On every path that leads here. */
  readonly must: boolean;
  /** Written by an async function behind its first await: it is there once that has ended. */
  readonly once?: Activity;
}

export type Shape =
  | ConstShape
  | { readonly kind: "object"; readonly object: HeapObject }
  | FnShape
  | TaskShape
  | ClassShape
  | PromiseShape
  | NativeShape
  | { readonly kind: "module"; readonly file: string }
  | { readonly kind: "top" };

export interface ConstShape {
  readonly kind: "const";
  readonly value: Primitive;
  /** Code that nobody followed may have written another one since: it decides nothing. */
  readonly worn?: true;
}

export interface FnShape {
  readonly kind: "fn";
  readonly fn: Fn;
  readonly env: Env;
  readonly module: ModuleInstance;
  readonly self: Value | null;
  /** The class whose `super` the body means. */
  readonly home: ClassShape | null;
  /** Arguments that `bind` fixed. */
  readonly bound: readonly Value[];
}

/** A task or a flow: calling it makes a node. */
export interface TaskShape {
  readonly kind: "task";
  readonly definition: Definition;
  /** What it runs, where that is known. */
  readonly body: FnShape | null;
  readonly overrides: NodeOptions;
  readonly waits: Value | null;
  readonly bound: readonly Value[];
}

export interface ClassShape {
  readonly kind: "class";
  readonly class: Class;
  readonly env: Env;
  readonly module: ModuleInstance;
  readonly base: ClassShape | null;
  /** Static members live in an object of their own. */
  readonly statics: HeapObject;
  /** Decorated methods, by name, evaluated once. */
  readonly methods: Map<string, Value>;
  /** Classes of the same file that extend it. */
  readonly subclasses: ClassShape[];
  /** Stands for any instance, its subclasses' included: what flows run on when nobody made one. */
  prototype: Value | null;
}

export interface PromiseShape {
  readonly kind: "promise";
  readonly value: Value;
  /** What has finished once this has settled. */
  readonly done: Done;
  /** The tasks whose failure rejects it. */
  readonly rejects: readonly Site[];
  /** The promise of a task call itself, with the task API's methods. */
  readonly future: boolean;
}

/** A function of the platform or of a known library, by its qualified name. */
export interface NativeShape {
  readonly kind: "native";
  readonly name: string;
  readonly self: Value | null;
  readonly args: readonly Value[];
}

/** An address on the abstract heap: its contents are in the store. */
export interface HeapObject {
  readonly kind: "object" | "array" | "map" | "set" | "instance" | "generator";
  readonly class: ClassShape | null;
  /** The contents once its module has been evaluated; until then they are in the store. */
  base: Contents | null;
  /** The loop or map the object was made in. */
  readonly group: Group | null;
  /** The call of the generator that this is. */
  readonly activity: Activity | null;
}

export interface Contents {
  readonly slots: ReadonlyMap<string, Value>;
  /** Every element or property not known by name. */
  readonly rest: Value | null;
  /** There is at least one of them. */
  readonly filled: boolean;
  /** The slots are all there is, in order. */
  readonly exact: boolean;
  readonly getters: ReadonlyMap<string, FnShape> | null;
  /** Some of `rest` come from a task and others do not: one of them need not. */
  readonly mixed?: boolean;
  /** Code that nobody followed may have added to it. */
  readonly open?: boolean;
}

export const TOP_SHAPE: Shape = { kind: "top" };
export const UNKNOWN: Value = { prov: [], shapes: [TOP_SHAPE] };
/** No value at all: what unreachable code yields. Joining with it changes nothing. */
export const NEVER: Value = { prov: [], shapes: [] };
export const UNDEFINED: Value = constant(undefined);
export const EMPTY: Contents = {
  slots: new Map(),
  rest: null,
  filled: false,
  exact: true,
  getters: null,
};

export function constant(value: Primitive): Value {
  return { prov: [], shapes: [{ kind: "const", value }] };
}

export function shaped(...shapes: Shape[]): Value {
  return { prov: [], shapes };
}

export function native(
  name: string,
  self: Value | null = null,
  args: readonly Value[] = [],
): Value {
  return shaped({ kind: "native", name, self, args });
}

/** The value of a finished task: nothing is known but where it came from. */
export function resultOf(site: Site): Value {
  return { prov: [{ site, path: "", derived: false, must: true }], shapes: [TOP_SHAPE] };
}

export function isNever(value: Value): boolean {
  return value.shapes.length === 0 && value.prov.length === 0;
}

/** The one constant a value is for certain, if it is one and nothing else. */
export function constantOf(value: Value): { value: Primitive } | null {
  const only = onlyConstant(value);
  return only?.worn ? null : only;
}

export function stringOf(value: Value | undefined): string | null {
  const found = value && onlyConstant(value);
  return found && (typeof found.value === "string" || typeof found.value === "number")
    ? String(found.value)
    : null;
}

function onlyConstant({ prov, shapes }: Value): ConstShape | null {
  const [only] = shapes;
  return shapes.length === 1 && only?.kind === "const" && prov.length === 0 ? only : null;
}
