/** A Makefile as it stands when make has read it: variables, and rules whose names are expanded. */
import type { Problem } from "../problem.js";
import type { Looked } from "./expand.js";
import { Late } from "./late.js";
import type { Place } from "./place.js";

export interface Variable {
  /** As written; `+=` adds to it. */
  text: string;
  /** Set by `:=`: what the text expanded to when it was read. */
  value?: string;
  /** `?=`: the environment goes before. */
  fallback: boolean;
  /** Only ever `+=`: it adds to what the environment has. */
  appended?: boolean;
  at: Place;
}

export interface RecipeLine {
  at: Place;
  /** Without the prefixes, its references not expanded. */
  text: string;
  /** `-`: its failure is ignored. */
  ignored: boolean;
}

export interface Rule {
  at: Place;
  targets: string[];
  /** The pattern of each target's `%`, for pattern rules and static ones. */
  pattern?: string;
  prerequisites: string[];
  orderOnly: string[];
  recipe: RecipeLine[];
  /** One run of the recipe makes all targets. */
  grouped: boolean;
}

/** What a Makefile may ask of the machine it is read on. */
export interface Surroundings {
  /** The Makefile's own. */
  name: string;
  /** Absolute path of the Makefile's folder. */
  folder: string;
  env: Record<string, string | undefined>;
  wildcard(glob: string): string[];
  /** The text of a file that is included; undefined where there is none. */
  read(name: string): string | undefined;
  /** What a command prints; undefined where none may be run. */
  ask(command: string): string | undefined;
}

export class Makefile {
  readonly variables = new Map<string, Variable>();
  /** Of named targets; then those whose targets have a `%`. */
  readonly rules: Rule[] = [];
  readonly patternRules: Rule[] = [];
  readonly phony = new Set<string>();
  defaultGoal: string | undefined;
  readonly exported = new Set<string>();
  /** `.ONESHELL`: a recipe is one script. */
  oneShell = false;
  /** `.NOTPARALLEL`. */
  serial = false;
  readonly problems: Problem[] = [];
  readonly late = new Late();
  /** Commands that make runs while it reads the file, for what they do. */
  readonly commands: { text: string; at: Place }[] = [];
}

/** How a variable's value is looked up. */
export function variableOf(
  { variables }: Makefile,
  name: string,
  env: Surroundings["env"],
): Looked | undefined {
  const found = variables.get(name);
  const given = Object.hasOwn(env, name) ? env[name] : undefined;
  if (found === undefined || (found.fallback && given !== undefined)) {
    return given === undefined ? undefined : { text: given, expanded: true, origin: "environment" };
  }
  const { text, value, appended } = found;
  const origin = "file";
  if (appended && given !== undefined) return { text: `${given} ${text}`, expanded: false, origin };
  return value === undefined
    ? { text, expanded: false, origin }
    : { text: value, expanded: true, origin };
}

/** A Makefile's own text is what a command in it prints, as far as something hangs on it by now. */
export function asked(
  makefile: Makefile,
  text: string,
  ask: Surroundings["ask"],
  refused: (command: string) => void,
): string {
  return makefile.late.now(text, (command) => {
    const printed = ask(command);
    if (printed === undefined) refused(command);
    return printed ?? "";
  });
}
