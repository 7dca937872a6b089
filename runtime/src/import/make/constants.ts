/** The variables of a Makefile that its recipes use, as constants of the module. */
import { camelCase, type Names } from "../names.js";
import { builtInVariables } from "./built-in.js";
import { expand, type Looked, refersToItself, type Scope } from "./expand.js";
import { callCode, printed } from "./late.js";
import { asked, type Makefile, type Surroundings, type Variable, variableOf } from "./makefile.js";
import type { Place } from "./place.js";
import { notAsked } from "./reader.js";
import { type Piece, pieces } from "./references.js";
import { literal, type Part, partsOf, rooted } from "./template.js";

const automatic = /^[@<^+?*|%][DF]?$/;

export function isAutomatic(name: string): boolean {
  return automatic.test(name);
}

/** What is given to the function that `$(call …)` calls. */
const parameter = /^\d+$/;

export class Constants {
  readonly #makefile: Makefile;
  readonly #surroundings: Surroundings;
  readonly #names: Names;
  /** By the variable's name, in the order of their declaration. */
  readonly #known = new Map<string, { identifier: string; code: string }>();
  readonly #declaring = new Set<string>();
  /** Whether variables speak of the rule that uses them, by name. */
  readonly #speaking = new Map<string, boolean>();
  #at: Place = { line: 0 };

  constructor(makefile: Makefile, surroundings: Surroundings, names: Names) {
    this.#makefile = makefile;
    this.#surroundings = surroundings;
    this.#names = names;
  }

  /**
   * The text of a variable that has to be taken apart where it is used: it speaks of the rule's own
   * files, holds several commands, or only says how make treats the command it stands before.
   */
  inline(name: string): string | undefined {
    const variable = this.#makefile.variables.get(name);
    if (variable === undefined) return undefined;
    const { text, value } = variable;
    if (value !== undefined)
      return treatment.test(value) || value.includes("\n") ? asText(value) : undefined;
    if (text.includes("\n") || this.speaksOfRule(text)) return text;
    const simple = !text.includes("$") || pieces(text).every(({ kind }) => kind === "variable");
    return simple && treatment.test(this.#quietly(text, variable.at)) ? text : undefined;
  }

  /** Also by way of the variables in it. */
  speaksOfRule(text: string): boolean {
    if (!text.includes("$")) return false;
    return pieces(text).some((piece) => {
      if (piece.kind === "text" || piece.kind === "unclosed") return false;
      if (piece.kind === "variable" || piece.kind === "substitution")
        return this.#speaks(piece.name);
      const [called = "", ...args] = piece.args;
      if (piece.name === "call") {
        return this.#speaks(called.trim()) || args.some((arg) => this.speaksOfRule(arg));
      }
      return piece.args.some((arg) => this.speaksOfRule(arg));
    });
  }

  #speaks(name: string): boolean {
    if (isAutomatic(name) || parameter.test(name)) return true;
    const known = this.#speaking.get(name);
    if (known !== undefined) return known;
    // What refers to itself does not speak of anything by that.
    this.#speaking.set(name, false);
    const variable = this.#makefile.variables.get(name);
    const speaks = variable?.value === undefined && this.speaksOfRule(variable?.text ?? "");
    this.#speaking.set(name, speaks);
    return speaks;
  }

  /** As it is written; undefined where nobody sets it. */
  textOf(name: string): string | undefined {
    const found = this.#look(name);
    return found?.expanded ? asText(found.text) : found?.text;
  }

  /** @param at where the recipe stands that uses it */
  use(name: string, at: Place): Part[] {
    this.#at = at;
    if (name === "MAKE") {
      this.problem("`$(MAKE)` still runs make: import that Makefile too, and call its flow");
      return ["make"];
    }
    if (name === "CURDIR") return [{ code: "root" }];
    if (this.#declaring.has(name)) this.problem(refersToItself(name));
    const variable = this.#makefile.variables.get(name);
    // A rule that make knows by itself names many variables that nobody sets.
    if (variable === undefined && !builtInVariables.has(name) && at.line === 0) return [];
    const known = this.#known.get(name) ?? this.#declare(name, variable);
    return known.code === '""' ? [] : [{ code: known.identifier }];
  }

  #declare(name: string, variable: Variable | undefined) {
    const identifier = this.#names.take(camelCase(name), `${camelCase(name)}Value`);
    const found = variable ?? builtInVariables.get(name);
    // What refers to itself finds itself declared.
    const known = { identifier, code: '""' };
    this.#known.set(name, known);
    this.#declaring.add(name);
    const at = this.#at;
    this.#at = found?.at ?? at;
    const outer: Part[] =
      found !== undefined && "appended" in found && found.appended
        ? [{ code: `process.env.${name} ?? ""` }, " "]
        : [];
    const value = found === undefined ? '""' : literal([...outer, ...this.#valueOf(found)]);
    this.#declaring.delete(name);
    this.#at = at;
    const fromOutside = found === undefined || found.fallback;
    known.code = fromOutside ? `process.env${member(name)} ?? ${operandOf(value)}` : value;
    // After those that it names.
    this.#known.delete(name);
    this.#known.set(name, known);
    return known;
  }

  #valueOf({ text, value, at }: Variable): Part[] {
    // What was expanded when it was read may be something else by now.
    if (value !== undefined && this.#quietly(text, at) !== value) return this.#rooted(value);
    return this.#parts(text, at);
  }

  #parts(text: string, at: Place): Part[] {
    return partsOf(text, {
      automatic: (name) => (isAutomatic(name) ? "" : undefined),
      variable: (name) => {
        const inline = this.inline(name);
        return inline === undefined ? this.use(name, at) : this.expanded(inline, at);
      },
      unclosed: (open) => this.expanded(open, at),
      call: (piece) => this.#call(piece, at),
    });
  }

  /** What is only known when the flow file is loaded is asked by the names that the module has. */
  #call(piece: Piece & { kind: "call" | "substitution" }, at: Place): Part[] {
    const text = spelled(piece);
    if (piece.kind === "substitution") return this.expanded(text, at);
    if (piece.name === "shell") {
      return [{ code: printed(literal(this.#parts(piece.args.join(","), at))) }];
    }
    if (!this.#makefile.late.isIn(this.#quietly(text, at))) return this.expanded(text, at);
    const args = piece.args.map((arg) => literal(this.#parts(arg, at)));
    const code = callCode(piece.name, args);
    return code === undefined ? this.expanded(text, at) : [{ code }];
  }

  /**
   * What a text is, as far as it is known while importing.
   * @param names what stands for the rule's own files
   */
  expanded(
    text: string,
    at: Place,
    names: (name: string) => string | undefined = () => "",
  ): Part[] {
    this.#at = at;
    return this.#rooted(
      expand(
        text,
        this.#scope((message) => this.problem(message), names),
        at,
      ),
    );
  }

  #quietly(text: string, at: Place): string {
    return expand(
      text,
      this.#scope(() => {}),
      at,
    );
  }

  #rooted(text: string): Part[] {
    return this.rooted(this.#makefile.late.parts(text));
  }

  /** What the Makefile's folder is part of speaks of it by its name in the module. */
  rooted(parts: readonly Part[]): Part[] {
    const { folder } = this.#surroundings;
    return parts.flatMap((part) => (typeof part === "string" ? rooted(part, folder) : part));
  }

  #scope(
    unsupported: (message: string) => void,
    names: (name: string) => string | undefined = () => undefined,
  ): Scope {
    const { folder, wildcard, ask } = this.#surroundings;
    return {
      variable: (name) => {
        const text = isAutomatic(name) ? names(name) : undefined;
        return text === undefined ? this.#look(name) : { text, expanded: true, origin: "file" };
      },
      folder,
      wildcard,
      late: this.#makefile.late,
      now: (text) => asked(this.#makefile, text, ask, (command) => unsupported(notAsked(command))),
      evaluate: () =>
        unsupported("`$(eval …)` in a recipe is left out: write what it changes in TypeScript"),
      unsupported,
    };
  }

  #look(name: string): Looked | undefined {
    const found = variableOf(this.#makefile, name, this.#surroundings.env);
    if (found !== undefined) return found;
    const own = builtInVariables.get(name);
    return own && { text: own.text, expanded: true, origin: "default" };
  }

  /** Of where the last recipe or variable stands. */
  problem(message: string): void {
    this.#makefile.problems.push({ ...this.#at, message });
  }

  declarations(): string[] {
    return [...this.#known.values()]
      .filter(({ code }) => code !== '""')
      .map(({ identifier, code }) => `const ${identifier} = ${code};`);
  }

  /** What make runs while it reads the file, only for what it does. */
  commands(): string[] {
    return this.#makefile.commands.flatMap(({ text }) =>
      this.#makefile.late
        .parts(text)
        .map((part) => `${typeof part === "string" ? part : part.code};`),
    );
  }

  /** Commands that a variable keeps the result of, which nothing uses. */
  listUnused(): void {
    const { late } = this.#makefile;
    for (const [name, { value, at }] of this.#makefile.variables) {
      if (value === undefined || !late.isUnasked(value) || this.#known.has(name)) continue;
      this.#at = at;
      this.problem(`\`${name}\` is used in no command: what it asks a command for is not asked`);
    }
  }

  /** The members of `env` for what the Makefile exports. */
  exported(): string[] {
    return [...this.#makefile.exported].sort().map((name) => {
      const [part] = this.use(name, this.#makefile.variables.get(name)?.at ?? { line: 0 });
      const code = typeof part === "object" ? part.code : '""';
      return code === name ? name : `${name}: ${code}`;
    });
  }
}

/** `@`, `-` and `+`, before a command. */
const treatment = /^\s*[@+-]+\s*$/;

/** A text without references, as one that is expanded. */
function asText(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function member(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** After `??`. */
function operandOf(code: string): string {
  return /^await | \? | \|\| /.test(code) && !/^["`]/.test(code) ? `(${code})` : code;
}

/** A reference as it stood. */
export function spelled(piece: Exclude<Piece, { kind: "text" | "unclosed" }>): string {
  switch (piece.kind) {
    case "variable":
      return `$(${piece.name})`;
    case "substitution":
      return `$(${piece.name}:${piece.from}=${piece.to})`;
    case "call":
      return `$(${piece.name} ${piece.args.join(",")})`;
  }
}
