/** The commands of a rule as TypeScript. */
import { posix } from "node:path";
import { type Code, call } from "../layout.js";
import { excerpt, NotImported } from "../problem.js";
import { type Constants, isAutomatic, spelled } from "./constants.js";
import { printed } from "./late.js";
import type { RecipeLine } from "./makefile.js";
import type { Place } from "./place.js";
import type { Target } from "./resolve.js";
import { literal, type Meaning, type Part, partsOf } from "./template.js";

/** How a task is given the files that its rule speaks of. */
export interface Given {
  /** Its code for several targets: then the target is a parameter. */
  generic: boolean;
  /** Of the files it is made of: one, a list, or none, where they are written out. */
  prerequisites: "none" | "one" | "list";
}

/** A rule for several targets does with their names what only each of them by itself can tell. */
export class NotGeneric extends Error {}

export interface Body {
  /** A statement for each command. */
  statements: Code[];
  usesStem: boolean;
  usesPrerequisites: boolean;
}

/** @throws NotGeneric */
export function bodyOf(
  target: Target,
  given: Given,
  constants: Constants,
  oneShell: boolean,
): Body {
  const used = { stem: false, prerequisites: false };
  const automatic = (name: string): Part | undefined => {
    if (!isAutomatic(name)) return undefined;
    if (/^[<^+?]/.test(name)) used.prerequisites = true;
    if (name.startsWith("*") && given.generic) used.stem = true;
    return given.generic ? genericPart(name, given) : ownPart(name, given, target);
  };
  const lines = oneShell ? joined(target.recipe) : target.recipe;
  const statements = lines.flatMap(({ text, at, ignored }) => {
    const spent = { steps: 0 };
    const parts = partsOf(text, meaningOf({ automatic, target, given, constants, at, spent }, 0));
    return commandsOf(constants.rooted(parts), oneShell).map((command) => {
      const run = ignored || command.ignored ? "await sh({ reject: false })" : "await sh";
      return call(run, [literal(command.parts)]);
    });
  });
  return { statements, usesStem: used.stem, usesPrerequisites: used.prerequisites };
}

interface ShellCommand {
  parts: Part[];
  ignored: boolean;
}

/** A line of a recipe may have become several commands: those of a `define`. */
function commandsOf(parts: readonly Part[], oneShell: boolean): ShellCommand[] {
  const lines: Part[][] = [[]];
  for (const part of parts) {
    const [first = "", ...more] =
      typeof part === "string" && !oneShell ? part.split(/(?<!\\)\n/) : [part];
    lines.at(-1)?.push(first);
    lines.push(...more.map((line) => [line]));
  }
  return lines.map(command).filter((one) => one.parts.length > 0);
}

function command(line: readonly Part[]): ShellCommand {
  const [first, ...others] = tidy(line);
  if (typeof first !== "string") return { parts: first ? [first, ...others] : [], ignored: false };
  const [, prefixes = "", text = ""] = /^([\s@+-]*)(.*)$/s.exec(first) ?? [];
  const parts = text === "" ? others : [text, ...others];
  return { parts: text.startsWith("#") ? [] : parts, ignored: prefixes.includes("-") };
}

function joined(recipe: readonly RecipeLine[]): RecipeLine[] {
  const [first] = recipe;
  const text = recipe.map((command) => command.text).join("\n");
  return first === undefined ? [] : [{ ...first, text }];
}

/** What a command is translated for. */
interface Context {
  automatic: Meaning["automatic"];
  target: Target;
  given: Given;
  constants: Constants;
  at: Place;
  spent: { steps: number };
}

/** Functions of a Makefile that call one another deeper than this have no end in a recipe. */
const deepest = 50;
/** Texts that one command is put together from. */
const mostSteps = 10_000;

/** @param args of the function that is called, the first of them its name */
function meaningOf(context: Context, depth: number, args: readonly string[] = []): Meaning {
  const { automatic, target, given, constants, at } = context;
  const within = (text: string, inner: readonly string[]): Part[] => {
    if (depth === deepest || ++context.spent.steps > mostSteps) {
      const message = `${excerpt(text)} calls itself without end, and make stops here`;
      throw new NotImported({ ...at, message });
    }
    return partsOf(withArgs(text, inner), meaningOf(context, depth + 1, inner));
  };
  return {
    automatic,
    variable(name) {
      if (/^\d+$/.test(name)) return [];
      const inline = constants.inline(name);
      return inline === undefined ? constants.use(name, at) : within(inline, args);
    },
    unclosed: (text) => constants.expanded(text, at),
    call(piece) {
      const [first = "", ...others] = piece.kind === "call" ? piece.args : [];
      if (piece.kind === "call" && piece.name === "shell") {
        return [{ code: printed(literal(within([first, ...others].join(","), args))) }];
      }
      const called = piece.kind === "call" && piece.name === "call" ? first.trim() : undefined;
      const text = called === undefined ? undefined : constants.textOf(called);
      if (called !== undefined && text !== undefined) return within(text, [called, ...others]);
      const whole = spelled(piece);
      if (!constants.speaksOfRule(whole)) return constants.expanded(whole, at);
      if (given.generic) return [genericCall(whole, given)];
      return constants.expanded(whole, at, (name) => nameOf(name, target));
    },
  };
}

/** A function's text with what it is given in the places of `$(1)` and so on. */
function withArgs(text: string, args: readonly string[]): string {
  if (args.length === 0) return text;
  return text.replace(/\$\$|\$(?:\((\d+)\)|\{(\d+)\}|(\d))/g, (whole, ...found) => {
    const index = found.slice(0, 3).find((one) => one !== undefined);
    return index === undefined ? whole : (args[Number(index)] ?? "");
  });
}

function nameOf(name: string, { name: target, prerequisites, stem = "" }: Target): string {
  const one = { "@": target, "<": prerequisites[0] ?? "", "*": stem }[name[0] ?? ""];
  const names = one === undefined ? prerequisites : [one];
  const part = { D: posix.dirname, F: posix.basename }[name[1] ?? ""];
  return (part === undefined ? names : names.map((each) => part(each))).join(" ");
}

function ownPart(name: string, given: Given, target: Target): Part {
  const isOfPrerequisites = /^[<^+?]$/.test(name);
  if (!isOfPrerequisites || given.prerequisites === "none") return nameOf(name, target);
  return { code: prerequisitesCode(name, given) };
}

function genericPart(name: string, given: Given): Part {
  const part = name[1];
  const whole = genericCode(name[0] as string, given);
  if (part === undefined) return { code: whole };
  if (name[0] === "^") throw new NotGeneric();
  return { code: part === "D" ? `dirname(${whole})` : `basename(${whole})` };
}

function genericCode(name: string, given: Given): string {
  if (name === "@") return "target";
  if (name === "*") return "stem";
  if (name === "|" || given.prerequisites === "none") throw new NotGeneric();
  return prerequisitesCode(name, given);
}

function prerequisitesCode(name: string, { prerequisites }: Given): string {
  if (prerequisites === "one") return "source";
  return name === "<" ? "prerequisites[0]" : 'prerequisites.join(" ")';
}

/** The functions of names that Node has too. */
function genericCall(text: string, given: Given): Part {
  const [, fn, name] = /^\$\((dir|notdir)\s+\$\(?([@<*])\)?\)$/.exec(text) ?? [];
  if (fn === undefined || name === undefined) throw new NotGeneric();
  const whole = genericCode(name, given);
  return { code: fn === "notdir" ? `basename(${whole})` : `dirname(${whole})` };
}

/** Variables without a value leave no gaps. */
function tidy(parts: readonly Part[]): Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part !== "string" || typeof last !== "string") merged.push(part);
    else merged[merged.length - 1] = last.endsWith(" ") ? last + part.trimStart() : last + part;
  }
  return merged.map((part, index) => {
    const isFirst = index === 0;
    const isLast = index === merged.length - 1;
    if (typeof part !== "string") return part;
    const text = isFirst ? part.trimStart() : part;
    return isLast ? text.trimEnd() : text;
  });
}
