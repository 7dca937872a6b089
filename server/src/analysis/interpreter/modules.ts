import type { DefinitionFact, FileFacts, ImportFact } from "../facts/model.js";
import type { Definition } from "../graph/model.js";
import { Recorder } from "../graph/recorder.js";
import type { Module, Span } from "../ir/model.js";
import { rangeOf } from "../ir/source.js";
import { Budget } from "./budget.js";
import { type Env, scope } from "./env.js";
import type { Frame, Run } from "./frame.js";
import { callFunction } from "./functions.js";
import { fork, initialState, type State } from "./state.js";
import { hoist, runBody } from "./statements.js";
import { native, type TaskShape, UNKNOWN, type Value } from "./values.js";

/** A file, evaluated once: its top-level names have values. */
export interface ModuleInstance {
  readonly file: string;
  readonly ir: Module;
  readonly imports: ReadonlyMap<string, ImportFact>;
  readonly flowFacts: readonly DefinitionFact[];
  readonly env: Env;
  status: "fresh" | "running" | "evaluated";
  /** The tasks and flows its top level defines. */
  readonly defined: TaskShape[];
  /** Files its values were computed from, itself included. */
  readonly files: Set<string>;
  /** Task calls at the top level, outside every flow (P101). */
  outside: Recorder | null;
}

/** How the interpreter reaches other files: given by the analyzer. */
export interface Program {
  readonly root: string;
  load(file: string): { ir: Module; facts: FileFacts } | undefined;
  resolve(from: string, specifier: string): string | null;
  exported(
    file: string,
    name: string,
  ):
    | { kind: "local"; file: string; name: string }
    | { kind: "namespace"; file: string }
    | { kind: "external"; specifier: string; name: string }
    | null;
  exportNames(file: string): string[];
  declared(file: string, name: string): { file: string; name: string } | null;
  callable(file: string, callee: Span): "task" | "flow" | null;
  heirs(declared: { file: string; name: string }): { file: string; name: string }[];
  keyOf(file: string, name: string): string;
}

/** The evaluated modules of a program. */
export class Modules {
  private readonly instances = new Map<string, ModuleInstance>();

  constructor(readonly program: Program) {}

  get(file: string): ModuleInstance | null {
    let instance = this.instances.get(file);
    if (!instance) {
      const loaded = this.program.load(file);
      if (!loaded) return null;
      instance = {
        file,
        ir: loaded.ir,
        flowFacts: loaded.facts.definitions.filter(({ kind }) => kind === "flow"),
        imports: new Map(loaded.facts.imports.map((each) => [each.local, each])),
        env: scope(null, [...loaded.ir.declares, "default"]),
        status: "fresh",
        defined: [],
        files: new Set([file]),
        outside: null,
      };
      this.instances.set(file, instance);
    }
    if (instance.status === "fresh") evaluateModule(this, instance);
    return instance;
  }

  /** Forgets a file and every module computed from it. */
  invalidate(file: string): void {
    for (const [path, instance] of this.instances) {
      if (path === file || instance.files.has(file)) this.instances.delete(path);
    }
  }

  clear(): void {
    this.instances.clear();
  }
}

function evaluateModule(modules: Modules, instance: ModuleInstance): void {
  instance.status = "running";
  const run: Run = {
    modules,
    recorder: new Recorder(),
    budget: new Budget(),
    incomplete: [],
    files: instance.files,
    defined: instance.defined,
    flow: null,
    leafBodies: new WeakSet(),
    listeners: [],
    sightings: null,
  };
  const frame = rootFrame(run, instance);
  const state = initialState();
  hoist(frame, state, instance.ir.body);
  runBody(frame, state, instance.ir.body);
  enterUncalled(frame, state, instance);
  settle(state, new Set(instance.ir.reassigned));
  instance.outside = run.recorder;
  instance.status = "evaluated";
}

/** Flows defined inside functions that the top level never calls have graphs too. */
function enterUncalled(frame: Frame, state: State, instance: ModuleInstance): void {
  const isSeen = (name: string) =>
    instance.defined.some(({ definition }) => definition.exportName === name);
  for (const { name, range } of instance.flowFacts) {
    if (isSeen(name)) continue;
    for (const cell of instance.env.cells.values()) {
      const [shape] = state.store.value(cell).shapes;
      if (shape?.kind !== "fn" || shape.module !== instance) continue;
      const { start, end } = rangeOf(instance.ir.lineStarts, shape.fn.span);
      if (start.line > range.start.line || end.line < range.end.line) continue;
      const args = shape.fn.params.map(() => ({
        value: UNKNOWN,
        span: shape.fn.span,
        rest: false,
      }));
      const call = { code: shape.fn, span: shape.fn.span, callee: shape.fn.name };
      callFunction(frame, { ...fork(state), live: true }, shape, args, call);
      break;
    }
  }
}

/** What the top level wrote is what every flow starts from. */
function settle(state: State, reassigned: ReadonlySet<string>): void {
  const stores = [];
  for (let store = state.store; store; store = store.parent as typeof store) stores.push(store);
  for (const store of stores.reverse()) store.settle(reassigned);
}

export function rootFrame(run: Run, module: ModuleInstance, definition?: Definition): Frame {
  return {
    run,
    module,
    context: {
      parent: null,
      call: null,
      callee: definition?.callee ?? "",
      location: null,
      depth: 0,
    },
    fn: null,
    activity: null,
    caller: null,
    self: null,
    home: null,
    hint: undefined,
    env: module.env,
    owner: null,
    arm: undefined,
    handler: null,
    targets: [],
    awaiting: null,
    caught: null,
    detached: false,
    returns: [],
    yields: [],
    recursion: null,
  };
}

/** The value an import stands for: through barrels and aliases, or a library's name. */
export function importValue(frame: Frame, state: State, specifier: string, name: string): Value {
  const { modules } = frame.run;
  const { program } = modules;
  // Known by name, so that a workspace without millrace installed has the same graph.
  if (isMillrace(specifier)) return externalValue(specifier, name);
  const file = program.resolve(frame.module.file, specifier);
  if (file === null) return externalValue(specifier, name);
  if (name === "*") return { prov: [], shapes: [{ kind: "module", file }] };
  return exportedValue(frame, state, file, name);
}

export function exportedValue(frame: Frame, state: State, file: string, name: string): Value {
  const { modules, files } = frame.run;
  files.add(file);
  const target = modules.program.exported(file, name);
  if (!target) return commonJsValue(frame, state, file, name);
  if (target.kind === "external") return externalValue(target.specifier, target.name);
  if (target.kind === "namespace") {
    return { prov: [], shapes: [{ kind: "module", file: target.file }] };
  }
  const instance = modules.get(target.file);
  if (!instance) return UNKNOWN;
  for (const each of instance.files) files.add(each);
  const cell = instance.env.cells.get(target.name);
  return cell ? state.store.value(cell) : UNKNOWN;
}

/** `module.exports = { A }` of a file without export clauses. */
function commonJsValue(frame: Frame, state: State, file: string, name: string): Value {
  const instance = frame.run.modules.get(file);
  const cell = instance?.env.cells.get("default");
  if (!instance || !cell || cell.base === null) return UNKNOWN;
  for (const each of instance.files) frame.run.files.add(each);
  if (name === "default") return state.store.value(cell);
  for (const shape of cell.base.shapes) {
    if (shape.kind !== "object") continue;
    const slot = state.store.contents(shape.object).slots.get(name);
    if (slot) return slot;
  }
  return UNKNOWN;
}

function isMillrace(specifier: string): boolean {
  return specifier === "millrace" || specifier.startsWith("millrace/");
}

function externalValue(specifier: string, name: string): Value {
  const library = isMillrace(specifier) ? "millrace" : specifier;
  return native(name === "*" ? `${library}:*` : `${library}:${name}`);
}
