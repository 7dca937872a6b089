/** A task or a flow as it was defined, before any run of it. */
import type { Frame } from "@millrace/protocol";
import { digest } from "ohash";
import type { FlowOptions, TaskOptions } from "./options.js";
import { parameterNames } from "./parameter-names.js";
import { boundName } from "./source-text.js";
import { relativeToRoot } from "./workspace.js";

// biome-ignore lint/suspicious/noExplicitAny: user functions have any parameters.
export type UserFunction = (this: any, ...args: any[]) => unknown;

export type FlowDefinition = Definition<"flow", FlowOptions>;
export type TaskDefinition = Definition<"task", TaskOptions>;

/** Where a definition stands in the source, and in which class, where that is known at once. */
export interface Origin {
  location: Frame | undefined;
  /** The class whose field or method this is. */
  className?: string | undefined;
  /** The name of the decorated method. */
  methodName?: string | undefined;
  /** The definition whose identity this one has: a task that runs alone gives it to its flow run. */
  identity?: FlowDefinition | TaskDefinition | undefined;
}

export class Definition<Kind extends "flow" | "task", Options extends { name?: string }> {
  readonly kind: Kind;
  /** The function of the user, as given. */
  readonly fn: UserFunction;
  readonly options: Options;
  /** Where it was defined, in the original source. */
  readonly location: Frame | undefined;
  #className: string | undefined;
  readonly #methodName: string | undefined;
  #exportName: string | undefined;
  #boundFile: string | undefined;
  #name: string | undefined;
  #key: string | undefined;
  #sourceHash: string | undefined;
  #params: string[] | undefined;

  constructor(kind: Kind, fn: UserFunction, options: Options, origin: Origin) {
    this.kind = kind;
    this.fn = fn;
    this.options = options;
    this.location = origin.location;
    this.#className = origin.className;
    this.#methodName = origin.methodName;
    const { identity } = origin;
    if (identity === undefined) return;
    this.#name = identity.name;
    this.#key = identity.key;
    this.#exportName = identity.exportName;
    this.#boundFile = identity.file;
  }

  /** Absolute path of the defining file; empty where it cannot be known (`eval`). */
  get file(): string {
    return this.#boundFile ?? this.location?.file ?? "";
  }

  /** The option `name`, else the function's own, else the variable's it is bound to, else the export's. */
  get name(): string {
    this.#name ??=
      this.options.name ?? this.#ownName ?? this.#exportName ?? `anonymous ${this.kind}`;
    return this.#name;
  }

  get #ownName(): string | undefined {
    return this.#methodName ?? (this.fn.name || boundName(this.location));
  }

  /** The export in `file`: an identifier or `Class.method`; known once the module was bound. */
  get exportName(): string | undefined {
    if (this.#exportName !== undefined) return this.#exportName;
    const member = this.#methodName ?? boundName(this.location);
    return this.#className && member ? `${this.#className}.${member}` : undefined;
  }

  /** File and export, as `flows/etl.ts#Etl.load`: the same in every process. */
  get key(): string {
    this.#key ??= `${relativeToRoot(this.file)}#${this.exportName ?? this.#ownName ?? this.#place}`;
    return this.#key;
  }

  /** Tells definitions without any name of their own apart. */
  get #place(): string {
    return this.location === undefined
      ? this.name
      : `${this.location.line}:${this.location.column}`;
  }

  /** Digest of the function's source text. */
  get sourceHash(): string {
    this.#sourceHash ??= digest(this.fn.toString());
    return this.#sourceHash;
  }

  /** Names of the parameters in order; `arg1`, `arg2` for those that are patterns. */
  get params(): string[] {
    this.#params ??= parameterNames(this.fn);
    return this.#params;
  }

  /** Tells under which name the module `file` exports this. */
  bind(exportName: string, file: string): void {
    if (this.#exportName !== undefined) return;
    this.#exportName = exportName;
    this.#boundFile = this.location?.file ?? file;
    this.#key = undefined;
    if (this.#name?.startsWith("anonymous ")) this.#name = undefined;
  }

  /** Tells of which object a decorated method was called, so that its class is known. */
  calledOn(self: unknown): void {
    if (this.#className !== undefined || this.#methodName === undefined) return;
    this.#className = typeof self === "function" ? self.name : self?.constructor?.name;
    this.#key = undefined;
  }
}

const brand = Symbol.for("millrace.definition");

/** Marks a function as the task or flow of this definition. */
export function brandWith(value: object, definition: FlowDefinition | TaskDefinition): void {
  Object.defineProperty(value, brand, { value: definition });
}

/** The definition behind a task or flow: a wrapped function, or a decorated method. */
export function definitionOf(value: unknown): FlowDefinition | TaskDefinition | undefined {
  if (typeof value !== "function") return undefined;
  return (value as { [brand]?: FlowDefinition | TaskDefinition })[brand];
}

/** What a module exports that can be run, with the class to instantiate for a method. */
export interface Exported {
  definition: FlowDefinition | TaskDefinition;
  exportName: string;
  /** The class, where the export is `Class.method` and the method is not static. */
  owner?: new () => object;
}

/**
 * Gives the tasks and flows that a module exports their export names, `Class.method` for class
 * members, and lists them in the order of the module's names.
 */
export function bindExports(module: object, file: string): Exported[] {
  const found: Exported[] = [];
  for (const [name, value] of Object.entries(module)) {
    const definition = definitionOf(value);
    if (definition !== undefined) {
      definition.bind(name, file);
      found.push({ definition, exportName: name });
    } else if (typeof value === "function") {
      found.push(...bindMembers(value as new () => object, file));
    }
  }
  return found;
}

function bindMembers(owner: new () => object, file: string): Exported[] {
  const found: Exported[] = [];
  for (const [holder, isStatic] of [
    [owner.prototype, false],
    [owner, true],
  ] as const) {
    if (holder === undefined || holder === null) continue;
    for (const [member, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      const definition = member === "constructor" ? undefined : definitionOf(value);
      if (definition === undefined) continue;
      const exportName = `${owner.name}.${member}`;
      definition.bind(exportName, file);
      found.push({ definition, exportName, ...(isStatic ? {} : { owner }) });
    }
  }
  return found;
}
