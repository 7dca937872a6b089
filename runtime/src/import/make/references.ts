/** The references in a text of a Makefile: `$(CC)`, `$@`, `$(patsubst %.c,%.o,$(SRC))`, `$$`. */

export type Piece =
  | { kind: "text"; text: string }
  /** `$(NAME)`, `${NAME}`, `$N`; also the automatic ones. */
  | { kind: "variable"; name: string }
  /** `$(NAME:.c=.o)`. */
  | { kind: "substitution"; name: string; from: string; to: string }
  | { kind: "call"; name: string; args: string[] }
  /** A bracket that nothing closes, up to the end of the text. */
  | { kind: "unclosed"; text: string };

/** The functions, each with the commas that it takes apart its arguments by; further ones are text. */
const commas = new Map<string, number>([
  ..."strip sort words firstword lastword dir notdir suffix basename wildcard realpath abspath value eval origin flavor shell error warning info"
    .split(" ")
    .map((name) => [name, 0] as const),
  ..."findstring filter filter-out word addsuffix addprefix join file"
    .split(" ")
    .map((name) => [name, 1] as const),
  ..."subst patsubst wordlist if foreach".split(" ").map((name) => [name, 2] as const),
  ..."or and call".split(" ").map((name) => [name, Number.POSITIVE_INFINITY] as const),
]);

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
    if (end === undefined) return [...found, { kind: "unclosed", text: text.slice(at) }];
    found.push(reference(text.slice(at + 2, end)));
    at = end;
  }
  if (plain !== "") found.push({ kind: "text", text: plain });
  return found;
}

function reference(inside: string): Piece {
  const name = /^([a-z-]+)\s+/.exec(inside);
  const most = name?.[1] === undefined ? undefined : commas.get(name[1]);
  if (name?.[1] !== undefined && most !== undefined) {
    const rest = inside.slice(name[0].length);
    return { kind: "call", name: name[1], args: splitAtCommas(rest, most) };
  }
  const colon = inside.includes(":") ? outside(inside, ":") : undefined;
  const equals = colon === undefined ? undefined : outside(inside, "=", colon);
  if (colon !== undefined && equals !== undefined) {
    const [from, to] = [inside.slice(colon + 1, equals), inside.slice(equals + 1)];
    return { kind: "substitution", name: inside.slice(0, colon), from, to };
  }
  return { kind: "variable", name: inside };
}

/** Where the bracket at `open` is closed. */
function closing(text: string, open: number): number | undefined {
  const close = text[open] === "(" ? ")" : "}";
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === text[open]) depth++;
    else if (text[at] === close && --depth === 0) return at;
  }
  return undefined;
}

/** The first place of a character outside of all brackets. */
export function outside(text: string, wanted: string, from = 0): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string;
    if (char === "(" || char === "{") depth++;
    else if (char === ")" || char === "}") depth--;
    else if (char === wanted && depth === 0) return at;
  }
  return undefined;
}

function splitAtCommas(text: string, most: number): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = outside(text, ","); at !== undefined && parts.length < most; ) {
    parts.push(text.slice(start, at));
    start = at + 1;
    at = outside(text, ",", start);
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
