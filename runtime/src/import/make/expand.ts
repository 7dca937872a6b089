/** Expands the references in a text, as make does while it reads the Makefile. */
import { posix } from "node:path";
import { excerpt, NotImported } from "../problem.js";
import { patsubst, textFunctions } from "./functions.js";
import type { Late } from "./late.js";
import type { Place } from "./place.js";
import { type Piece, pieces, words } from "./references.js";

/** Where names are looked up. */
export interface Scope {
  variable(name: string): Looked | undefined;
  /** The files that a glob matches, relative to the Makefile's folder. */
  wildcard(glob: string): string[];
  /** The Makefile's folder. */
  folder: string;
  late: Late;
  /** A text with what the commands in it print by now, which something else hangs on. */
  now(text: string): string;
  /** `$(eval …)`: reads the text as lines of the Makefile. */
  evaluate(text: string): void;
  /** Something cannot be known without running it, or is not supported. */
  unsupported(message: string): void;
  /** Of the function that `$(call …)` calls: its name, and what it is given. */
  args?: readonly string[];
}

/** What a variable is set to. */
export interface Looked {
  text: string;
  /** Its references are expanded already. */
  expanded: boolean;
  /** Who set it, as `$(origin …)` says. */
  origin: "file" | "environment" | "default";
}

/** How far one expansion has come. */
interface Way {
  depth: number;
  /** The variables whose text is being expanded. */
  open: readonly string[];
  spent: { steps: number };
}

/** Functions that call themselves deeper than this do not end. */
const deepest = 400;
/** References in one expansion, and every 64 characters of what is read and given. */
const mostSteps = 2_000_000;

/** @throws NotImported for what does not come to an end, or to one that fits into memory */
export function expand(text: string, scope: Scope, at: Place): string {
  try {
    return expandFrom(text, scope, { depth: 0, open: [], spent: { steps: 0 } });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `${excerpt(text)} does not come to an end, or to one that fits into memory: make would not build anything either`;
    throw new NotImported({ ...at, message });
  }
}

function expandFrom(text: string, scope: Scope, way: Way): string {
  if (way.depth > deepest) throw new RangeError("too deep");
  way.spent.steps += text.length / 64;
  const deeper: Expand = (inner, within = scope, open = way.open) =>
    expandFrom(inner, within, { depth: way.depth + 1, open, spent: way.spent });
  return pieces(text)
    .map((piece) => {
      const result = expandPiece(piece, scope, deeper, way.open);
      way.spent.steps += 1 + result.length / 64;
      if (way.spent.steps > mostSteps) throw new RangeError("too long");
      return result;
    })
    .join("");
}

type Expand = (text: string, scope?: Scope, open?: readonly string[]) => string;

function expandPiece(piece: Piece, scope: Scope, deeper: Expand, open: readonly string[]): string {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "unclosed":
      scope.unsupported(`${excerpt(piece.text)} is not closed, and left out: make stops here`);
      return "";
    case "variable":
      return variableText(deeper(piece.name), scope, deeper, open);
    case "substitution": {
      const { name, from, to } = piece;
      const any = from.includes("%");
      const value = variableText(deeper(name), scope, deeper, open);
      const pattern = any ? deeper(from) : `%${deeper(from)}`;
      return patsubst(pattern, any ? deeper(to) : `%${deeper(to)}`, scope.now(value));
    }
    case "call":
      return callOf(piece, scope, deeper);
  }
}

function variableText(name: string, scope: Scope, deeper: Expand, open: readonly string[]): string {
  if (scope.args !== undefined && /^\d+$/.test(name)) return scope.args[Number(name)] ?? "";
  const found = scope.variable(name);
  if (found === undefined) return "";
  if (found.expanded) return found.text;
  if (open.includes(name)) {
    scope.unsupported(refersToItself(name));
    return "";
  }
  return deeper(found.text, scope, [...open, name]);
}

export function refersToItself(name: string): string {
  return `\`${name}\` refers to itself, and make stops here: write it with :=`;
}

function callOf({ name, args }: Piece & { kind: "call" }, scope: Scope, deeper: Expand): string {
  const special = specials[name];
  if (special !== undefined) return special(args, scope, deeper);
  const known = textFunctions.get(name);
  if (known !== undefined)
    return withText(
      name,
      args.map((arg) => deeper(arg)),
      scope,
    );
  const spelled = excerpt(`$(${name} ${args.join(",")})`);
  scope.unsupported(`${spelled} is left out: ${remedies[name] ?? noRemedy}`);
  return "";
}

/** A function of text whose arguments are expanded, but may hold what is only known later. */
function withText(name: string, args: readonly string[], scope: Scope): string {
  if (!args.some((arg) => scope.late.isIn(arg))) return textFunctions.get(name)?.(args) ?? "";
  return (
    scope.late.standIn(name, args) ??
    textFunctions.get(name)?.(args.map((arg) => scope.now(arg))) ??
    ""
  );
}

/** Functions that look at more than the text of their arguments, or not at all of them. */
const specials: Record<string, (args: string[], scope: Scope, deeper: Expand) => string> = {
  wildcard: ([globs = ""], scope, deeper) =>
    words(scope.now(deeper(globs)))
      .flatMap((glob) => scope.wildcard(glob))
      .join(" "),
  shell: (args, scope, deeper) => scope.late.standIn("shell", [deeper(args.join(","))]) ?? "",
  if([condition = "", yes = "", no = ""], scope, deeper) {
    const decides = deeper(condition.trim());
    if (scope.late.isIn(decides)) return withText("if", [decides, deeper(yes), deeper(no)], scope);
    return deeper(decides.trim() === "" ? no : yes);
  },
  or(args, scope, deeper) {
    for (const [index, arg] of args.entries()) {
      const text = deeper(arg.trim());
      if (scope.late.isIn(text)) {
        return withText("or", [text, ...args.slice(index + 1).map((one) => deeper(one))], scope);
      }
      if (text !== "") return text;
    }
    return "";
  },
  and(args, scope, deeper) {
    const texts = args.map((arg) => scope.now(deeper(arg.trim())));
    return texts.includes("") ? "" : (texts.at(-1) ?? "");
  },
  foreach([name = "", list = "", body = ""], scope, deeper) {
    const variable = deeper(name).trim();
    return words(scope.now(deeper(list)))
      .map((word) => deeper(body, { ...scope, variable: withWord(scope, variable, word) }))
      .join(" ");
  },
  call([name = "", ...args], scope, deeper) {
    const called = deeper(name).trim();
    const given = args.map((arg) => deeper(arg));
    if (textFunctions.has(called)) return withText(called, given, scope);
    const found = scope.variable(called);
    if (found === undefined) return "";
    return deeper(found.text, { ...scope, args: [called, ...given] });
  },
  eval(args, scope, deeper) {
    scope.evaluate(deeper(args.join(",")));
    return "";
  },
  value: ([name = ""], scope, deeper) => scope.variable(deeper(name).trim())?.text ?? "",
  origin: ([name = ""], scope, deeper) =>
    scope.variable(deeper(name).trim())?.origin ?? "undefined",
  flavor([name = ""], scope, deeper) {
    const found = scope.variable(deeper(name).trim());
    return found === undefined ? "undefined" : found.expanded ? "simple" : "recursive";
  },
  abspath: ([names = ""], scope, deeper) => absolute(deeper(names), scope),
  realpath: ([names = ""], scope, deeper) => absolute(deeper(names), scope),
};

function withWord(scope: Scope, name: string, word: string): Scope["variable"] {
  return (asked) =>
    asked === name ? { text: word, expanded: true, origin: "file" } : scope.variable(asked);
}

function absolute(names: string, { folder, now }: Scope): string {
  return words(now(names))
    .map((name) => posix.resolve(folder, name))
    .join(" ");
}

const noRemedy = "write what it gives in TypeScript";
const remedies: Record<string, string> = {
  info: "it only prints",
  warning: "it only prints",
  error: "make stops where it comes to it; throw an error in the task or flow that must not go on",
  file: "write the file in a task, with node:fs",
};
