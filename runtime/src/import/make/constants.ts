/** The variables of a Makefile that its recipes use, as constants of the module. */
import { camelCase, type Names } from "../names.js";
import type { Problem } from "../problem.js";
import { builtInVariables } from "./built-in.js";
import { expand, type Scope } from "./expand.js";
import type { Makefile, Variable } from "./makefile.js";
import { pieces } from "./references.js";
import { literal, type Part, partsOf } from "./template.js";

const automatic = /^[@<^+?*|%][DF]?$/;

export function isAutomatic(name: string): boolean {
  return automatic.test(name);
}

export class Constants {
  readonly #makefile: Makefile;
  readonly #scope: Scope;
  readonly #names: Names;
  readonly #problems: Problem[];
  /** By the variable's name, in the order of their declaration. */
  readonly #known = new Map<string, { identifier: string; code: string }>();
  #line = 0;

  constructor(makefile: Makefile, scope: Omit<Scope, "unsupported">, names: Names) {
    this.#makefile = makefile;
    this.#names = names;
    this.#problems = makefile.problems;
    this.#scope = {
      ...scope,
      unsupported: (message) => this.#problems.push({ line: this.#line, message }),
    };
  }

  /** The text of a variable that has to be taken apart where it is used: it speaks of the rule's own files. */
  inline(name: string): string | undefined {
    const variable = this.#makefile.variables.get(name);
    const speaks = variable !== undefined && this.#speaksOfRule(variable.text);
    return speaks && variable.value === undefined ? variable.text : undefined;
  }

  #speaksOfRule(text: string, depth = 0): boolean {
    return (
      depth < 20 &&
      pieces(text).some((piece) => {
        if (piece.kind === "text") return false;
        if (piece.kind === "call")
          return piece.args.some((arg) => this.#speaksOfRule(arg, depth + 1));
        if (isAutomatic(piece.name)) return true;
        const inner = this.#makefile.variables.get(piece.name);
        return inner !== undefined && this.#speaksOfRule(inner.text, depth + 1);
      })
    );
  }

  /** @param line of the recipe that uses it */
  use(name: string, line: number): Part[] {
    this.#line = line;
    if (name === "MAKE") {
      const message = "`$(MAKE)` still runs make: import that Makefile too, and call its flow";
      this.#problems.push({ line, message });
      return ["make"];
    }
    if (name === "CURDIR") return [{ code: "root" }];
    const variable = this.#makefile.variables.get(name);
    // A rule that make knows by itself names many variables that nobody sets.
    if (variable === undefined && !builtInVariables.has(name) && line === 0) return [];
    const known = this.#known.get(name) ?? this.#declare(name, variable);
    return known.code === '""' ? [] : [{ code: known.identifier }];
  }

  #declare(name: string, variable: Variable | undefined) {
    const identifier = this.#names.take(camelCase(name), `${camelCase(name)}Value`);
    const found = variable ?? builtInVariables.get(name);
    const line = this.#line;
    this.#line = found?.line ?? line;
    const outer: Part[] =
      found !== undefined && "appended" in found && found.appended
        ? [{ code: `process.env.${name} ?? ""` }, " "]
        : [];
    const value = found === undefined ? '""' : literal([...outer, ...this.#valueOf(found)]);
    this.#line = line;
    const fromOutside = found === undefined || found.fallback;
    const code = fromOutside ? `process.env.${name} ?? ${value}` : value;
    const known = { identifier, code };
    this.#known.set(name, known);
    return known;
  }

  #valueOf({ text, value, line }: Variable): Part[] {
    // What was expanded when it was read may be something else by now.
    if (value !== undefined && expand(text, this.#quietScope) !== value) return [value];
    return this.#parts(text, line);
  }

  #parts(text: string, line: number): Part[] {
    return partsOf(text, {
      automatic: (name) => (isAutomatic(name) ? "" : undefined),
      variable: (name) => this.use(name, line),
      call: (piece) => [this.expanded(spelled(piece), line)],
    });
  }

  /** What a text is, as far as it is known while importing. */
  expanded(text: string, line: number): string {
    this.#line = line;
    return expand(text, this.#scope);
  }

  get #quietScope(): Scope {
    return { ...this.#scope, unsupported: () => {} };
  }

  declarations(): string[] {
    return [...this.#known.values()]
      .filter(({ code }) => code !== '""')
      .map(({ identifier, code }) => `const ${identifier} = ${code};`);
  }

  /** The members of `env` for what the Makefile exports. */
  exported(): string[] {
    return [...this.#makefile.exported].sort().map((name) => {
      const [part] = this.use(name, this.#makefile.variables.get(name)?.line ?? 0);
      const code = typeof part === "object" ? part.code : '""';
      return code === name ? name : `${name}: ${code}`;
    });
  }
}

/** A reference as it stood. */
export function spelled(
  piece: Exclude<ReturnType<typeof pieces>[number], { kind: "text" }>,
): string {
  switch (piece.kind) {
    case "variable":
      return `$(${piece.name})`;
    case "substitution":
      return `$(${piece.name}:${piece.from}=${piece.to})`;
    case "call":
      return `$(${piece.name} ${piece.args.join(",")})`;
  }
}
