/** Expands the references in a text, as make does while it reads the Makefile. */
import { posix } from "node:path";
import { type Piece, pieces, stemOf, withStem, words } from "./references.js";

/** Where names are looked up. */
export interface Scope {
  /** The text a variable expands to, itself not expanded; undefined where nobody set it. */
  variable(name: string): { text: string; expanded: boolean } | undefined;
  /** The files that a glob matches, relative to the Makefile's folder. */
  wildcard(glob: string): string[];
  /** Something cannot be known without running it, or is not supported. */
  unsupported(message: string): void;
}

/** Variables that refer to one another deeper than this refer to themselves. */
const deepest = 50;

export function expand(text: string, scope: Scope, depth = 0): string {
  if (depth > deepest) {
    scope.unsupported("a variable refers to itself");
    return "";
  }
  const deeper = (inner: string) => expand(inner, scope, depth + 1);
  return pieces(text)
    .map((piece) => expandPiece(piece, scope, deeper))
    .join("");
}

type Expand = (text: string) => string;

function expandPiece(piece: Piece, scope: Scope, deeper: Expand): string {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "variable":
      return variableText(deeper(piece.name), scope, deeper);
    case "substitution": {
      const { name, from, to } = piece;
      const any = from.includes("%");
      const value = variableText(deeper(name), scope, deeper);
      const pattern = any ? deeper(from) : `%${deeper(from)}`;
      return patsubst(pattern, any ? deeper(to) : `%${deeper(to)}`, value);
    }
    case "call":
      return callOf(piece, scope, deeper);
  }
}

function variableText(name: string, scope: Scope, deeper: Expand): string {
  const found = scope.variable(name);
  if (found === undefined) return "";
  return found.expanded ? found.text : deeper(found.text);
}

const byWord =
  (change: (word: string) => string) =>
  ([text = ""]: string[]): string =>
    words(text).map(change).join(" ");

const fits = (patterns: string) => (word: string) =>
  words(patterns).some((pattern) => stemOf(pattern, word) !== undefined);

/** Functions of text, by name; their arguments are expanded. */
const functions: Record<string, (args: string[]) => string> = {
  subst: ([from = "", to = "", text = ""]) => text.replaceAll(from, () => to),
  patsubst: ([pattern = "", to = "", text = ""]) => patsubst(pattern.trim(), to.trim(), text),
  strip: ([text = ""]) => words(text).join(" "),
  findstring: ([part = "", text = ""]) => (text.includes(part) ? part : ""),
  filter: ([patterns = "", text = ""]) => words(text).filter(fits(patterns)).join(" "),
  "filter-out": ([patterns = "", text = ""]) =>
    words(text)
      .filter((word) => !fits(patterns)(word))
      .join(" "),
  sort: ([text = ""]) => [...new Set(words(text))].sort().join(" "),
  word: ([index = "", text = ""]) => words(text)[Number(index) - 1] ?? "",
  words: ([text = ""]) => String(words(text).length),
  wordlist: ([from = "", to = "", text = ""]) =>
    words(text)
      .slice(Number(from) - 1, Number(to))
      .join(" "),
  firstword: ([text = ""]) => words(text)[0] ?? "",
  lastword: ([text = ""]) => words(text).at(-1) ?? "",
  dir: byWord((word) => word.replace(/[^/]*$/, "") || "./"),
  notdir: byWord((word) => word.replace(/^.*\//, "")),
  suffix: byWord((word) => posix.extname(word)),
  basename: byWord((word) => word.slice(0, word.length - posix.extname(word).length)),
  addsuffix: ([suffix = "", text = ""]) => byWord((word) => `${word}${suffix}`)([text]),
  addprefix: ([prefix = "", text = ""]) => byWord((word) => `${prefix}${word}`)([text]),
  join: ([left = "", right = ""]) => {
    const [first, second] = [words(left), words(right)];
    const length = Math.max(first.length, second.length);
    return Array.from({ length }, (_, at) => `${first[at] ?? ""}${second[at] ?? ""}`).join(" ");
  },
};

function callOf(
  { name, args }: { name: string; args: string[] },
  scope: Scope,
  deeper: Expand,
): string {
  const simple = functions[name];
  if (simple !== undefined) return simple(args.map(deeper));
  const [first = "", ...others] = args;
  switch (name) {
    case "wildcard":
      return words(deeper(first))
        .flatMap((glob) => scope.wildcard(glob))
        .join(" ");
    case "if":
      return deeper(deeper(first).trim() === "" ? (others[1] ?? "") : (others[0] ?? ""));
    case "or":
      return args.map(deeper).find((text) => text.trim() !== "") ?? "";
    case "and":
      return args.some((text) => deeper(text).trim() === "") ? "" : deeper(args.at(-1) ?? "");
    case "foreach": {
      const [list = "", body = ""] = others;
      const variable = first.trim();
      const each = (word: string): Scope => ({
        ...scope,
        variable: (asked) =>
          asked === variable ? { text: word, expanded: true } : scope.variable(asked),
      });
      return words(deeper(list))
        .map((word) => expand(body, each(word)))
        .join(" ");
    }
    default:
      scope.unsupported(
        `\`$(${name} ${args.join(",")})\` is left out: ${remedies[name] ?? noRemedy}`,
      );
      return "";
  }
}

const noRemedy = "write what it gives in TypeScript";
const remedies: Record<string, string> = {
  shell: "no command is run while importing; ask for it with execa where it is needed",
  call: "write a function in TypeScript",
  eval: "write the rules it makes as tasks",
};

function patsubst(pattern: string, to: string, text: string): string {
  return byWord((word) => {
    const stem = stemOf(pattern, word);
    return stem === undefined ? word : pattern.includes("%") ? withStem(to, stem) : to;
  })([text]);
}
