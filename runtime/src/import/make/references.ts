/** The references in a text of a Makefile: `$(CC)`, `$@`, `$(patsubst %.c,%.o,$(SRC))`, `$$`. */

export type Piece =
  | { kind: "text"; text: string }
  /** `$(NAME)`, `${NAME}`, `$N`; also the automatic ones. */
  | { kind: "variable"; name: string }
  /** `$(NAME:.c=.o)`. */
  | { kind: "substitution"; name: string; from: string; to: string }
  | { kind: "call"; name: string; args: string[] };

const calls = new Set(
  "subst patsubst strip findstring filter filter-out sort word words wordlist firstword lastword dir notdir suffix basename addsuffix addprefix join wildcard realpath abspath if or and foreach call value eval origin flavor shell error warning info file".split(
    " ",
  ),
);

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let plain = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    const next = text[at + 1];
    if (char !== "$" || next === undefined) {
      plain += char;
      continue;
    }
    if (next === "$") {
      plain += "$";
      at++;
      continue;
    }
    if (plain !== "") found.push({ kind: "text", text: plain });
    plain = "";
    if (next !== "(" && next !== "{") {
      found.push({ kind: "variable", name: next });
      at++;
      continue;
    }
    const end = closing(text, at + 1);
    found.push(reference(text.slice(at + 2, end)));
    at = end;
  }
  if (plain !== "") found.push({ kind: "text", text: plain });
  return found;
}

function reference(inside: string): Piece {
  const name = /^([a-z-]+)\s+/.exec(inside);
  if (name?.[1] !== undefined && calls.has(name[1])) {
    const rest = inside.slice(name[0].length);
    return { kind: "call", name: name[1], args: splitAtCommas(rest) };
  }
  const substituted = /^([^:$]+):([^=]*)=(.*)$/s.exec(inside);
  if (substituted !== null) {
    const [, variable = "", from = "", to = ""] = substituted;
    return { kind: "substitution", name: variable, from, to };
  }
  return { kind: "variable", name: inside };
}

/** Where the bracket at `open` is closed; the end of the text where it is not. */
function closing(text: string, open: number): number {
  const close = text[open] === "(" ? ")" : "}";
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === text[open]) depth++;
    else if (text[at] === close && --depth === 0) return at;
  }
  return text.length;
}

export function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === "(" || char === "{") depth++;
    else if (char === ")" || char === "}") depth--;
    else if (char === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** What `%` stands for in a name that fits the pattern. */
export function stemOf(pattern: string, name: string): string | undefined {
  const at = pattern.indexOf("%");
  if (at < 0) return pattern === name ? "" : undefined;
  const before = pattern.slice(0, at);
  const after = pattern.slice(at + 1);
  const fits =
    name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
  return fits ? name.slice(before.length, name.length - after.length) : undefined;
}

export function withStem(pattern: string, stem: string): string {
  return pattern.replace("%", () => stem);
}
