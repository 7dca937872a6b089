/** The commands of a rule as TypeScript. */
import { posix } from "node:path";
import { type Code, call } from "../layout.js";
import { type Constants, isAutomatic, spelled } from "./constants.js";
import type { RecipeLine } from "./makefile.js";
import { pieces } from "./references.js";
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
  const commands = oneShell ? joined(target.recipe) : target.recipe;
  const statements = commands.map(({ text, line, ignored }) => {
    const parts = tidy(partsOf(text, meaningOf(automatic, target, given, constants, line)));
    return call(ignored ? "await sh({ reject: false })" : "await sh", [literal(parts)]);
  });
  return { statements, usesStem: used.stem, usesPrerequisites: used.prerequisites };
}

function joined(recipe: readonly RecipeLine[]): RecipeLine[] {
  const [first] = recipe;
  const text = recipe.map((command) => command.text).join("\n");
  return first === undefined ? [] : [{ ...first, text }];
}

function meaningOf(
  automatic: Meaning["automatic"],
  target: Target,
  given: Given,
  constants: Constants,
  line: number,
): Meaning {
  const meaning: Meaning = {
    automatic,
    variable(name) {
      const inline = constants.inline(name);
      return inline === undefined ? constants.use(name, line) : partsOf(inline, meaning);
    },
    call(piece) {
      const text = spelled(piece);
      if (!pieces(text).some(speaksOfRule)) return [constants.expanded(text, line)];
      if (!given.generic) return [constants.expanded(withNames(text, target), line)];
      return [genericCall(text, given)];
    },
  };
  return meaning;
}

function speaksOfRule(piece: ReturnType<typeof pieces>[number]): boolean {
  if (piece.kind === "text") return false;
  if (piece.kind === "call") return piece.args.some((arg) => pieces(arg).some(speaksOfRule));
  return isAutomatic(piece.name);
}

/** Each automatic variable replaced by what it is for this target. */
function withNames(text: string, target: Target): string {
  return text.replace(/\$(?:\(([@<^+?*|][DF]?)\)|([@<^+?*|]))/g, (_, long, short) => {
    return nameOf(long ?? short, target);
  });
}

function nameOf(name: string, { name: target, prerequisites, stem = "" }: Target): string {
  const [first = ""] = prerequisites;
  const whole =
    { "@": target, "<": first, "^": prerequisites.join(" "), "*": stem }[name[0] ?? ""] ??
    prerequisites.join(" ");
  if (name.endsWith("D")) return posix.dirname(whole);
  return name.endsWith("F") ? posix.basename(whole) : whole;
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
