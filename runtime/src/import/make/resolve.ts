/** Which rule makes which target, out of what: what make finds out before it runs anything. */
import { excerpt, NotImported } from "../problem.js";
import { builtInRules } from "./built-in.js";
import type { Makefile, RecipeLine, Rule } from "./makefile.js";
import type { Place } from "./place.js";
import { stemOf, withStem } from "./references.js";

export interface Target {
  name: string;
  /** The rule whose recipe makes it; absent where it only stands for its prerequisites. */
  rule: Rule | undefined;
  recipe: readonly RecipeLine[];
  /** What `%` stands for. */
  stem: string | undefined;
  /** All that one run of the recipe makes, this target among them. */
  together: readonly string[];
  /** Files and other targets, in the order of `$^`. */
  prerequisites: readonly string[];
  orderOnly: readonly string[];
  phony: boolean;
}

export interface Resolved {
  /** By name; files that nothing makes are not among them. */
  targets: Map<string, Target>;
  /** Prerequisites that are no file and that no rule makes, with the line that wants them. */
  missing: { name: string; at: Place }[];
  /** What is not waited for, because it needs that itself: make drops it, too. */
  circles: { name: string; needed: string; at: Place }[];
}

/** What people ask any Makefile for: no files, also where a recipe says the word. */
const standardGoals = new Set(
  "all check clean dist distclean help install installcheck installdirs lint test uninstall".split(
    " ",
  ),
);

/** Chains of pattern rules longer than this are not looked for. */
const longestChain = 4;

/** Targets that need one another in a row. */
const longestWay = 1_000;

/** @param exists whether there is a file or a folder of this name, from the Makefile's folder */
export function resolve(
  makefile: Makefile,
  goals: readonly string[],
  exists: (name: string) => boolean,
): Resolved {
  const resolver = new Resolver(makefile, exists);
  for (const goal of goals) resolver.add(goal, { line: 0 });
  return resolver.resolved;
}

class Resolver {
  readonly resolved: Resolved = { targets: new Map(), missing: [], circles: [] };
  readonly #makefile: Makefile;
  readonly #exists: (name: string) => boolean;
  readonly #explicit = new Map<string, Rule[]>();
  /** All prerequisites that are named. */
  readonly #wanted = new Set<string>();
  readonly #patternRules: readonly Rule[];
  readonly #seen = new Set<string>();
  /** The targets on the way from the goal to the one that is looked at. */
  readonly #way = new Set<string>();

  constructor(makefile: Makefile, exists: (name: string) => boolean) {
    this.#makefile = makefile;
    this.#exists = exists;
    for (const rule of makefile.rules) {
      for (const target of rule.targets) {
        const known = this.#explicit.get(target);
        if (known === undefined) this.#explicit.set(target, [rule]);
        else known.push(rule);
      }
      for (const prerequisite of rule.prerequisites) this.#wanted.add(prerequisite);
    }
    this.#patternRules = [...makefile.patternRules, ...builtInRules].filter(
      ({ recipe }) => recipe.length > 0,
    );
  }

  /** @param wanted where the rule that wants it stands */
  add(name: string, wanted: Place): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const target = this.#find(name);
    if (target === undefined) {
      if (!this.#exists(name)) this.resolved.missing.push({ name, at: wanted });
      return;
    }
    const at = target.rule?.at ?? this.#explicit.get(name)?.[0]?.at ?? wanted;
    this.#way.add(name);
    if (this.#way.size > longestWay) {
      const message = `${excerpt(name)} is needed by way of more than ${longestWay} targets: more than these are not followed`;
      throw new NotImported({ ...at, message });
    }
    const kept = (names: readonly string[]) =>
      names.filter((needed) => !this.#cuts(name, needed, at));
    const { prerequisites, orderOnly } = target;
    Object.assign(target, { prerequisites: kept(prerequisites), orderOnly: kept(orderOnly) });
    for (const needed of [...target.prerequisites, ...target.orderOnly]) this.add(needed, at);
    this.#way.delete(name);
    this.resolved.targets.set(name, target);
  }

  #cuts(name: string, needed: string, at: Place): boolean {
    const isCircle = this.#way.has(needed);
    if (isCircle && needed !== name) this.resolved.circles.push({ name, needed, at });
    return isCircle;
  }

  #find(name: string): Target | undefined {
    const rules = this.#explicit.get(name) ?? [];
    const phony = this.#makefile.phony.has(name);
    const rule = rules.findLast(({ recipe }) => recipe.length > 0);
    // The prerequisites of the rule with the recipe come first.
    const ordered = rule === undefined ? rules : [rule, ...rules.filter((other) => other !== rule)];
    const implied = rule !== undefined || phony ? undefined : this.#implied(name, longestChain);
    if (rules.length === 0 && implied === undefined) {
      return phony ? standIn(name) : undefined;
    }
    const stem = implied?.stem ?? (rule?.pattern && stemOf(rule.pattern, name));
    const filled = (names: readonly string[]) =>
      stem === undefined ? names : names.map((one) => withStem(one, stem));
    const all = implied === undefined ? ordered : [implied.rule, ...ordered];
    const chosen = rule ?? implied?.rule;
    const prerequisites = unique(all.flatMap((one) => filled(one.prerequisites))).filter(
      (needed) => needed !== name,
    );
    const orderOnly = unique(all.flatMap((one) => filled(one.orderOnly)));
    const isNamedOnly = chosen === undefined && prerequisites.length + orderOnly.length === 0;
    // Compilers name each header as a target without anything, so that make does not miss it.
    if (isNamedOnly && !phony && this.#exists(name)) return undefined;
    return {
      name,
      rule: chosen,
      recipe: chosen?.recipe ?? [],
      stem: stem || undefined,
      together: chosen?.grouped && chosen.targets.length > 1 ? filled(chosen.targets) : [name],
      prerequisites,
      orderOnly: orderOnly.filter((needed) => !prerequisites.includes(needed)),
      phony: phony || this.#isOnlyAName(name, chosen, prerequisites),
    };
  }

  /** Nothing makes a file of this name: make runs its commands each time, as if it were phony. */
  #isOnlyAName(name: string, rule: Rule | undefined, prerequisites: readonly string[]): boolean {
    if (this.#exists(name)) return false;
    if (rule === undefined) return prerequisites.length === 0 || !/[./]/.test(name);
    if (standardGoals.has(name)) return true;
    const mentions = rule.recipe.some(({ text }) => this.#speaksOf(name, text));
    return rule.pattern === undefined && !/[./]/.test(name) && !mentions;
  }

  /** Also by way of the variables in it. */
  #speaksOf(name: string, text: string, seen = new Set<string>()): boolean {
    if (/\$[@*]|\$[({][@*]/.test(text) || isNamed(name, text)) return true;
    const named = text.matchAll(/\$[({](?:call\s+)?([^\s(){}$:,]+)/g);
    return [...named].some(([, variable = ""]) => {
      if (seen.has(variable)) return false;
      seen.add(variable);
      const found = this.#makefile.variables.get(variable);
      return found !== undefined && this.#speaksOf(name, found.value ?? found.text, seen);
    });
  }

  /** The pattern rule with the shortest stem whose prerequisites are there or can be made. */
  #implied(name: string, chain: number): { rule: Rule; stem: string } | undefined {
    const found = this.#patternRules
      .flatMap((rule) => {
        const stems = rule.targets.map((pattern) => stemOf(pattern, name));
        const stem = stems.find((one) => one !== undefined);
        return stem === undefined || (isForAnything(rule) && /\.\w+$/.test(name))
          ? []
          : [{ rule, stem }];
      })
      .sort((a, b) => a.stem.length - b.stem.length);
    const fits = (depth: number) =>
      found.find(({ rule, stem }) =>
        [...rule.prerequisites, ...rule.orderOnly]
          .map((one) => withStem(one, stem))
          .every((needed) => this.#canBe(needed, depth)),
      );
    return fits(0) ?? (chain > 0 ? fits(chain) : undefined);
  }

  #canBe(name: string, chain: number): boolean {
    return (
      this.#exists(name) ||
      this.#explicit.has(name) ||
      this.#wanted.has(name) ||
      (chain > 0 && this.#implied(name, chain - 1) !== undefined)
    );
  }
}

/** As a word of its own: `lint` is not in `eslint`. */
function isNamed(name: string, text: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = (text[at - 1] ?? " ") + (text[at + name.length] ?? " ");
    if (!/[\w./-]/.test(around)) return true;
  }
  return false;
}

function isForAnything({ targets }: Rule): boolean {
  return targets.includes("%");
}

function standIn(name: string): Target {
  return {
    name,
    rule: undefined,
    recipe: [],
    stem: undefined,
    together: [name],
    prerequisites: [],
    orderOnly: [],
    phony: true,
  };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
