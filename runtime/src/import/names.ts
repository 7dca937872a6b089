/** Identifiers for what had another kind of name. */

const reserved = new Set(
  "abstract arguments async await boolean break case catch class const continue debugger declare default delete do else enum eval export extends false finally for from function get if implements import in instanceof interface let new null of package private protected public return set static super switch this throw true try type typeof undefined var void while with yield".split(
    " ",
  ),
);

/** `build/main.o` -> `buildMainO`, `CFLAGS` -> `cflags`, `OUT_DIR` -> `outDir`. */
export function camelCase(text: string): string {
  const parts = text.split(/[^A-Za-z0-9]+/).filter((part) => part !== "");
  return parts
    .map((part) => (/^[A-Z0-9]+$/.test(part) ? part.toLowerCase() : part))
    .map((part, index) => (index === 0 ? lower(part) : upper(part)))
    .join("");
}

export function pascalCase(text: string): string {
  return upper(camelCase(text));
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Gives out identifiers of one scope, each once. */
export class Names {
  readonly #taken: Set<string>;
  readonly #outer: Names | undefined;

  constructor(taken: Iterable<string> = [], outer?: Names) {
    this.#taken = new Set(taken);
    this.#outer = outer;
  }

  /** The first of the wishes that is free and can be an identifier; else the last with a number. */
  take(...wishes: string[]): string {
    const possible = wishes.map(identifier);
    const last = possible.at(-1) ?? "value";
    let name = possible.find((wish) => this.#isFree(wish));
    for (let number = 2; name === undefined; number++) {
      if (this.#isFree(`${last}${number}`)) name = `${last}${number}`;
    }
    this.#taken.add(name);
    return name;
  }

  /** What is taken here is taken there from the start. */
  inner(): Names {
    return new Names([], this);
  }

  #isFree(name: string): boolean {
    const isTaken = this.#taken.has(name) || reserved.has(name);
    return !isTaken && (this.#outer === undefined || this.#outer.#isFree(name));
  }
}

function identifier(wish: string): string {
  if (wish === "") return "unnamed";
  return /^\d/.test(wish) ? `_${wish}` : wish;
}
