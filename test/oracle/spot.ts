/** Where a step is printed: the page it goes to, what is in scope there, and the choices it has left. */
import type { Step } from "./program.js";

/**
 * What a variable holds: the value of a task; its future; text made of one; a list of values or of
 * futures; or something that can only be handed on.
 */
export type Kind = "made" | "future" | "text" | "list" | "futures" | "opaque";

export interface Variable {
  name: string;
  kind: Kind;
  mutable: boolean;
}

/** A file in the making. */
export class Page {
  readonly lines: string[] = [];
  /** Functions that stand at the end of the file. */
  readonly after: string[] = [];
  #depth = 0;

  line(text: string): void {
    this.lines.push(text === "" ? "" : "  ".repeat(this.#depth) + text);
  }

  block(head: string, body: () => void, tail = "}"): void {
    // Without a head it goes on where the block before ended, as after `} else {`.
    if (head !== "") this.line(head);
    this.#depth++;
    body();
    this.#depth--;
    this.line(tail);
  }
}

export interface Scope {
  variables: Variable[];
  /** How each task is called here. */
  tasks: readonly string[];
  /** Those that are values with `map` and `with`: a decorated method is not. */
  values: readonly string[];
  helpers: readonly { name: string; kind: "prepare" | "start" | "startAll" }[];
  subflows: readonly string[];
  canAwait: boolean;
  /** `return` leaves the flow or helper: not inside a callback. */
  canReturn: boolean;
  /** Conditions the surroundings offer, such as a flow's parameter. */
  conditions: readonly string[];
}

/** Ways to write the same program: what metamorphic tests change. */
export interface Spelling {
  /** Renames variables and helpers. */
  name?: (name: string) => string;
  /** How two tasks in a row are written, else each its own way. */
  pair?: "variable" | "inline" | "helper";
}

/** Gives every name in a program once. */
export class Names {
  readonly spelling: Spelling;
  #count = 0;

  constructor(spelling: Spelling) {
    this.spelling = spelling;
  }

  fresh(prefix = "v"): string {
    this.#count++;
    const name = `${prefix}${this.#count}`;
    return this.spelling.name?.(name) ?? name;
  }
}

export type Print = (steps: readonly Step[], page: Page, scope: Scope, names: Names) => void;

export class Spot {
  readonly page: Page;
  readonly scope: Scope;
  readonly names: Names;
  readonly #step: Pick<Step, "picks" | "blocks">;
  readonly #print: Print;
  #at = 0;

  constructor(
    page: Page,
    scope: Scope,
    names: Names,
    step: Pick<Step, "picks" | "blocks">,
    print: Print,
  ) {
    this.page = page;
    this.scope = scope;
    this.names = names;
    this.#step = step;
    this.#print = print;
  }

  // ---- choices

  pick(count: number): number {
    const { picks } = this.#step;
    const pick = picks[this.#at++ % Math.max(1, picks.length)] ?? 0;
    return pick % Math.max(1, count);
  }

  one<T>(options: readonly T[]): T {
    return options[this.pick(options.length)] as T;
  }

  // ---- printing

  line(text: string): void {
    this.page.line(text);
  }

  /** A variable of its own, visible to what follows in this block. */
  define(kind: Kind, value: string, mutable = false): string {
    const name = this.names.fresh();
    this.line(`${mutable ? "let" : "const"} ${name}${mutable ? ": any" : ""} = ${value};`);
    this.declare(kind, name, mutable);
    return name;
  }

  declare(kind: Kind, name = this.names.fresh(), mutable = false): string {
    this.scope.variables.push({ name, kind, mutable });
    return name;
  }

  /** The steps of a block, in a scope of their own. */
  block(
    index: number,
    head: string,
    change: Partial<Scope> = {},
    inner: { before?: (spot: Spot) => void; after?: (spot: Spot) => void } = {},
    tail = "}",
  ): void {
    const scope = { ...this.scope, ...change };
    scope.variables = [...(change.variables ?? this.scope.variables)];
    const spot = new Spot(this.page, scope, this.names, this.#step, this.#print);
    spot.#at = this.#at;
    this.page.block(
      head,
      () => {
        inner.before?.(spot);
        this.#print(this.#step.blocks[index] ?? [], this.page, scope, this.names);
        inner.after?.(spot);
      },
      tail,
    );
    this.#at = spot.#at;
  }

  /** A scope for a callback that is written out on one line. */
  callback(parameters: { name: string; kind: Kind }[], canAwait: boolean): Spot {
    const variables = [
      ...this.scope.variables,
      ...parameters.map((each) => ({ ...each, mutable: false })),
    ];
    const scope = { ...this.scope, variables, canAwait, canReturn: false };
    const spot = new Spot(this.page, scope, this.names, this.#step, this.#print);
    spot.#at = this.#at + 1;
    return spot;
  }

  // ---- what is in scope

  #named(kind: Kind): string | undefined {
    const found = this.scope.variables.filter((each) => each.kind === kind);
    // The newest first: programs that shrink keep what stands right above.
    return found.length === 0 ? undefined : found[found.length - 1 - this.pick(found.length)]?.name;
  }

  made(): string {
    return this.#named("made") ?? "seed";
  }

  mutable(): string | undefined {
    const found = this.scope.variables.filter((each) => each.mutable && each.kind === "made");
    return found.length === 0 ? undefined : this.one(found).name;
  }

  future(): string {
    return this.#named("future") ?? `${this.task()}()`;
  }

  text(): string {
    return this.#named("text") ?? `${this.made()}.x`;
  }

  list(): string {
    return this.#named("list") ?? `${this.made()}.items`;
  }

  futures(): string {
    return this.#named("futures") ?? `[${this.future()}]`;
  }

  opaque(): string {
    return this.#named("opaque") ?? this.made();
  }

  task(): string {
    return this.one(this.scope.tasks);
  }

  /** A task that can be called where `this` is another. */
  free(): string {
    return this.one(this.scope.tasks.filter((each) => !each.startsWith("this.")));
  }

  /** The same spot inside a function that cannot await. */
  synchronous(): Spot {
    return this.callback([], false);
  }

  /** A task that is a value. */
  value(): string {
    return this.one(this.scope.values);
  }

  flag(): string {
    return `flag("${this.names.fresh("c")}")`;
  }

  condition(): string {
    const awaited = this.scope.canAwait ? [() => `(await ${this.task()}()).ok`] : [];
    const given = this.scope.conditions.map((each) => () => each);
    return this.one([() => this.flag(), ...given, () => `${this.made()}.ok`, ...awaited])();
  }

  // ---- expressions

  atom(): string {
    return this.one([
      () => this.made(),
      () => this.future(),
      () => this.text(),
      () => `${this.made()}.y`,
    ])();
  }

  /** What stands in carries the same mark, or it would be missed where it does. */
  private fallback(of: (made: string) => string): string {
    const made = this.made();
    return `${of(made)} ?? ${made}.y`;
  }

  argument(): string {
    const awaiting = this.scope.canAwait
      ? [
          () => `await ${this.future()}`,
          () => `await ${this.task()}(${this.atom()})`,
          () => `(await ${this.task()}(${this.atom()})).x`,
        ]
      : [];
    return this.one([
      () => this.made(),
      () => this.future(),
      () => `${this.made()}.x`,
      () => this.text(),
      () => `{ k: ${this.atom()}, n: { m: ${this.atom()} } }`,
      () => `[${this.atom()}, ${this.atom()}]`,
      () => `\`t-\${${this.made()}}\``,
      () => `${this.text()} + "!"`,
      () => `JSON.stringify(${this.made()})`,
      () => `clean(${this.made()})`,
      () => `...${this.list()}`,
      () => `{ ...${this.made()}, z: 1 }`,
      () => `${this.condition()} ? ${this.atom()} : ${this.atom()}`,
      () => this.fallback((made) => `${made}?.x`),
      () => this.fallback((made) => `${made}.items[0]?.x`),
      () => `${this.task()}(${this.atom()})`,
      () => this.list(),
      () => this.futures(),
      () => this.opaque(),
      ...awaiting,
      () => `"go"`,
    ])();
  }

  arguments(): string {
    return this.one([
      () => this.argument(),
      () => `${this.argument()}, ${this.argument()}`,
      () => "",
    ])();
  }

  /** A call of a task. */
  call(): string {
    return `${this.task()}(${this.arguments()})`;
  }
}
