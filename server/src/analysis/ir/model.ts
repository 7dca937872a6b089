/**
 * The intermediate representation that the interpreter reads: ordinary programs with everything
 * removed that does not move values or control. It knows no language; each lowering (TypeScript
 * now, Python later) produces it. Every node carries its span, so that the graph can say why.
 */

/** Character offsets into the file, end exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** One source file, lowered. */
export interface Module {
  file: string;
  /** Offset of the first character of each line. */
  lineStarts: readonly number[];
  body: Stmt[];
  /** Names declared at the top level, imports excluded. */
  declares: string[];
  /** Names that functions of the file assign. */
  reassigned: string[];
  /** Places the lowering did not understand. */
  unknown: { reason: string; span: Span }[];
}

export type Primitive = string | number | boolean | bigint | null | undefined;

export type Key = { literal: string } | { computed: Expr };

export interface Arg {
  value: Expr;
  spread: boolean;
}

interface Base {
  span: Span;
}

export type Expr =
  | (Base & { op: "const"; value: Primitive })
  | (Base & { op: "read"; name: string })
  | (Base & { op: "self" })
  | (Base & { op: "super" })
  | (Base & { op: "get"; object: Expr; key: Key; optional: boolean })
  | CallExpr
  | (Base & { op: "fn"; fn: Fn })
  | (Base & { op: "class"; class: Class })
  | (Base & { op: "object"; entries: ObjectEntry[] })
  | (Base & { op: "array"; items: Arg[] })
  /** Operators, templates: a value computed from its parts. */
  | (Base & { op: "derive"; parts: Expr[] })
  | (Base & { op: "cond"; test: Expr; yes: Expr; no: Expr })
  | (Base & { op: "logic"; kind: "and" | "or" | "nullish"; left: Expr; right: Expr })
  | (Base & { op: "not"; value: Expr })
  | (Base & { op: "await"; value: Expr })
  | (Base & { op: "yield"; value: Expr | null; delegate: boolean })
  /** `combine` keeps the old value as a part of the new one, as `+=` does. */
  | (Base & { op: "assign"; target: Pattern; value: Expr; combine: boolean })
  | (Base & { op: "seq"; parts: Expr[] })
  | (Base & { op: "import"; specifier: Expr; deferred: boolean })
  /** Syntax no rule covers: its children are still evaluated, in source order. */
  | (Base & { op: "opaque"; parts: Expr[]; reason: string });

export interface CallExpr extends Base {
  op: "call";
  callee: Expr;
  args: Arg[];
  optional: boolean;
  construct: boolean;
  /** Where V8 may report this call in a stack trace: by itself, and by way of a source map. */
  positions: readonly number[];
  /** The name the result is bound to, where there is one: it names task definitions. */
  hint?: string;
  /** The code says what type the callee, or what it is taken from, has: `(x as Port).send()`. */
  asserted?: true;
}

export type ObjectEntry =
  | { kind: "property"; key: Key; value: Expr; span: Span }
  | { kind: "getter"; key: Key; fn: Fn; span: Span }
  | { kind: "spread"; value: Expr; span: Span };

export type Pattern =
  | (Base & { op: "name"; name: string })
  | (Base & { op: "member"; object: Expr; key: Key })
  | (Base & { op: "record"; fields: Field[]; rest: Pattern | null })
  | (Base & { op: "list"; items: (Item | null)[]; rest: Pattern | null });

export interface Field {
  key: Key;
  target: Pattern;
  default: Expr | null;
}

export interface Item {
  target: Pattern;
  default: Expr | null;
}

export interface Param {
  target: Pattern;
  default: Expr | null;
  rest: boolean;
  /** The declared type, where it is a plain reference to a name. */
  type?: string;
  /** Set on the instance too, as `constructor(private x: T)` does. */
  property?: string;
  span: Span;
}

export interface Fn extends Base {
  name: string;
  params: Param[];
  body: Stmt[];
  /** Names declared in the body's outermost block, and hoisted into it. */
  declares: string[];
  async: boolean;
  generator: boolean;
  /** Arrow functions see the `this` of where they stand. */
  arrow: boolean;
}

export interface Class extends Base {
  name: string;
  base: Expr | null;
  members: Member[];
  decorators: Expr[];
}

export interface Member extends Base {
  kind: "method" | "getter" | "setter" | "field" | "constructor" | "static-block";
  key: Key;
  static: boolean;
  fn?: Fn;
  value?: Expr;
  /** The declared type of a field, where it is a plain reference to a name. */
  type?: string;
  decorators: Expr[];
  /** Where the name stands. */
  name: Span;
  abstract: boolean;
}

export type LoopKind = "while" | "do-while" | "for" | "for-of" | "for-in" | "for-await";

export type Stmt =
  | (Base & { op: "expr"; value: Expr })
  | (Base & { op: "declare"; target: Pattern; init: Expr | null; hoisted: boolean; type?: string })
  | (Base & { op: "function"; fn: Fn })
  | (Base & { op: "class-declaration"; class: Class })
  | (Base & { op: "block"; body: Stmt[]; declares: string[]; label?: string })
  | (Base & { op: "if"; test: Expr; yes: Stmt; no: Stmt | null })
  | (Base & { op: "switch"; subject: Expr; cases: Case[]; declares: string[] })
  | Loop
  | (Base & {
      op: "try";
      block: Stmt;
      catch: { target: Pattern | null; declares: string[]; body: Stmt; span: Span } | null;
      finally: Stmt | null;
    })
  | (Base & { op: "return"; value: Expr | null })
  | (Base & { op: "throw"; value: Expr })
  | (Base & { op: "break"; label?: string })
  | (Base & { op: "continue"; label?: string })
  | (Base & { op: "labelled"; label: string; body: Stmt })
  | (Base & { op: "export-default"; value: Expr });

export interface Case {
  /** Null for `default`. */
  test: Expr | null;
  body: Stmt[];
  span: Span;
}

export interface Loop extends Base {
  op: "loop";
  kind: LoopKind;
  declares: string[];
  init: Stmt | null;
  test: Expr | null;
  update: Expr | null;
  /** What `for-of`, `for-in` and `for-await` go through. */
  iterable: Expr | null;
  target: Pattern | null;
  body: Stmt;
  /** The literal bounds show that the body runs at least once. */
  runsAtLeastOnce: boolean;
}
