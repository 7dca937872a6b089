/** A Makefile as it stands when make has read it: variables, and rules whose names are expanded. */
import type { Problem } from "../problem.js";
import { expand, type Scope } from "./expand.js";
import { stemOf, words } from "./references.js";
import { type RuleHead, type Statement, statements } from "./statements.js";

export interface Variable {
  /** As written; `+=` adds to it. */
  text: string;
  /** Set by `:=`: what the text expanded to when it was read. */
  value?: string;
  /** `?=`: the environment goes before. */
  fallback: boolean;
  /** Only ever `+=`: it adds to what the environment has. */
  appended?: boolean;
  line: number;
}

export interface RecipeLine {
  line: number;
  /** Without the prefixes, its references not expanded. */
  text: string;
  /** `-`: its failure is ignored. */
  ignored: boolean;
}

export interface Rule {
  line: number;
  targets: string[];
  /** The pattern of each target's `%`, for pattern rules and static ones. */
  pattern?: string;
  prerequisites: string[];
  orderOnly: string[];
  recipe: RecipeLine[];
  /** One run of the recipe makes all targets. */
  grouped: boolean;
}

export interface Makefile {
  variables: Map<string, Variable>;
  /** Of named targets; then those whose targets have a `%`. */
  rules: Rule[];
  patternRules: Rule[];
  phony: Set<string>;
  defaultGoal: string | undefined;
  exported: Set<string>;
  /** `.ONESHELL`: a recipe is one script. */
  oneShell: boolean;
  /** `.NOTPARALLEL`. */
  serial: boolean;
  problems: Problem[];
}

export interface Surroundings {
  wildcard(glob: string): string[];
  env: Record<string, string | undefined>;
}

export function readMakefile(source: string, { wildcard, env }: Surroundings): Makefile {
  const makefile: Makefile = {
    variables: new Map(),
    rules: [],
    patternRules: [],
    phony: new Set(),
    defaultGoal: undefined,
    exported: new Set(),
    oneShell: false,
    serial: false,
    problems: [],
  };
  new Reader(makefile, wildcard, env).read(statements(source));
  return makefile;
}

/** How a variable's value is looked up; `outside` for those that the Makefile does not set. */
export function variableOf(
  { variables }: Makefile,
  name: string,
  env: Record<string, string | undefined>,
): { text: string; expanded: boolean } | undefined {
  const found = variables.get(name);
  const given = env[name];
  if (found === undefined || (found.fallback && given !== undefined)) {
    return given === undefined ? undefined : { text: given, expanded: true };
  }
  const { text, value, appended } = found;
  if (appended && given !== undefined) return { text: `${given} ${text}`, expanded: false };
  return value === undefined ? { text, expanded: false } : { text: value, expanded: true };
}

const ignoredTargets = new Set([
  ".SUFFIXES",
  ".PRECIOUS",
  ".SECONDARY",
  ".INTERMEDIATE",
  ".SILENT",
  ".POSIX",
  ".DELETE_ON_ERROR",
]);

class Reader {
  readonly #makefile: Makefile;
  readonly #env: Record<string, string | undefined>;
  readonly #wildcard: Surroundings["wildcard"];
  /** Of each open condition: whether its lines count, and whether one of its branches has. */
  readonly #open: { holds: boolean; done: boolean }[] = [];
  /** Those whose commands are being read. */
  #rules: Rule[] = [];
  #line = 0;

  constructor(makefile: Makefile, wildcard: Surroundings["wildcard"], env: Surroundings["env"]) {
    this.#makefile = makefile;
    this.#wildcard = wildcard;
    this.#env = env;
  }

  read(list: readonly Statement[]): void {
    for (const statement of list) {
      this.#line = statement.line;
      if (this.#isCondition(statement)) continue;
      if (this.#open.every(({ holds }) => holds)) this.#apply(statement);
    }
    this.#makefile.defaultGoal ??= this.#makefile.rules
      .flatMap(({ targets }) => targets)
      .find((target) => !target.startsWith("."));
  }

  #isCondition(statement: Statement): boolean {
    const top = this.#open.at(-1);
    switch (statement.kind) {
      case "condition": {
        const holds = this.#holds(statement.keyword, statement.text);
        this.#open.push({ holds, done: holds });
        this.#problem(
          `\`${statement.keyword} ${statement.text}\` was decided while importing: it ${holds ? "holds" : "does not hold"} here`,
        );
        return true;
      }
      case "else": {
        if (top === undefined) return true;
        const { condition } = statement;
        const holds =
          !top.done && (condition === undefined || this.#holds(condition.keyword, condition.text));
        top.holds = holds;
        top.done ||= holds;
        return true;
      }
      case "endif":
        this.#open.pop();
        return true;
      default:
        return false;
    }
  }

  #holds(keyword: string, text: string): boolean {
    if (keyword === "ifdef" || keyword === "ifndef") {
      const is = (variableOf(this.#makefile, this.#expand(text), this.#env)?.text ?? "") !== "";
      return is === (keyword === "ifdef");
    }
    const [left, right] = compared(text).map((side) => this.#expand(side).trim());
    return (left === right) === (keyword === "ifeq");
  }

  #apply(statement: Statement): void {
    switch (statement.kind) {
      case "assignment":
        this.#assign(statement);
        break;
      case "export":
        for (const name of words(statement.names)) this.#makefile.exported.add(name);
        if (statement.names.trim() === "") {
          this.#problem(
            "`export` without names: give the commands their variables in `env` of execa",
          );
        }
        break;
      case "rule":
        this.#rule(statement.head, statement.command);
        break;
      case "recipe":
        for (const rule of this.#rules)
          rule.recipe.push(...recipeLines(statement.text, this.#line));
        break;
      case "unknown":
        this.#problem(statement.why);
        break;
    }
  }

  #assign({ name, operator, value, exported }: Statement & { kind: "assignment" }): void {
    const { variables } = this.#makefile;
    const before = variables.get(name);
    const line = this.#line;
    if (exported) this.#makefile.exported.add(name);
    if (name === ".DEFAULT_GOAL") {
      this.#makefile.defaultGoal = this.#expand(value).trim();
      return;
    }
    if (operator === "!=") {
      this.#problem(`\`${name} != ${value}\` is left out: no command is run while importing`);
      variables.set(name, { text: "", fallback: false, line });
    } else if (operator === "+=" && before !== undefined) {
      before.text = `${before.text} ${value}`.trim();
      if (before.value !== undefined) {
        before.value = `${before.value} ${this.#expand(value)}`.trim();
      }
    } else if (operator === "+=") {
      variables.set(name, { text: value, fallback: false, appended: true, line });
    } else if (operator === "?=") {
      if (before === undefined) variables.set(name, { text: value, fallback: true, line });
    } else {
      const immediate = operator.startsWith(":");
      variables.set(name, {
        text: value,
        ...(immediate ? { value: this.#expand(value) } : {}),
        fallback: false,
        line,
      });
    }
  }

  #rule(head: RuleHead, command: string | undefined): void {
    const { makefile } = { makefile: this.#makefile };
    this.#rules = [];
    if (/^\s*[\w.-]+\s*[:?+]?=/.test(head.prerequisites) || head.prerequisites.includes(":=")) {
      const what = `${head.targets}: ${head.prerequisites}`;
      this.#problem(`\`${what}\`: a variable of one target; give it to the task as an argument`);
      return;
    }
    const targets = words(this.#expand(head.targets));
    const prerequisites = words(this.#expand(head.prerequisites)).flatMap((one) =>
      this.#globbed(one),
    );
    const orderOnly = words(this.#expand(head.orderOnly));
    if (this.#isSpecial(targets, prerequisites)) return;
    if (head.separator === "::") {
      this.#problem(
        `\`${targets.join(" ")}::\`: of rules with two colons only one per target is kept`,
      );
    }
    const recipe = command === undefined ? [] : recipeLines(command, this.#line);
    const rule = (
      names: string[],
      pattern: string | undefined,
      suffixed = prerequisites,
    ): Rule => ({
      line: this.#line,
      targets: names,
      ...(pattern === undefined ? {} : { pattern }),
      prerequisites: suffixed,
      orderOnly,
      recipe,
      grouped: pattern === undefined ? head.separator === "&:" : head.pattern === undefined,
    });
    const suffixes = suffixRule(targets, prerequisites);
    if (suffixes !== undefined) {
      this.#rules = [rule([suffixes.target], suffixes.target, [suffixes.source])];
      makefile.patternRules.push(...this.#rules);
    } else if (head.pattern !== undefined) {
      const pattern = this.#expand(head.pattern).trim();
      const fitting = targets.filter((target) => stemOf(pattern, target) !== undefined);
      this.#rules = [{ ...rule(fitting, pattern), grouped: false }];
      makefile.rules.push(...this.#rules);
    } else if (targets.some((target) => target.includes("%"))) {
      this.#rules = [rule(targets, targets[0])];
      makefile.patternRules.push(...this.#rules);
    } else {
      this.#rules = [rule(targets, undefined)];
      makefile.rules.push(...this.#rules);
    }
  }

  #globbed(prerequisite: string): string[] {
    if (!/[*?[]/.test(prerequisite)) return [prerequisite];
    return this.#wildcard(prerequisite).sort();
  }

  #isSpecial(targets: readonly string[], prerequisites: readonly string[]): boolean {
    const [target = ""] = targets;
    if (target === ".PHONY") for (const name of prerequisites) this.#makefile.phony.add(name);
    else if (target === ".ONESHELL") this.#makefile.oneShell = true;
    else if (target === ".NOTPARALLEL") this.#makefile.serial = true;
    else if (ignoredTargets.has(target)) return true;
    else if (/^\.[A-Z_]+$/.test(target)) this.#problem(`\`${target}\` has no counterpart`);
    else return false;
    return true;
  }

  #expand(text: string): string {
    const scope: Scope = {
      variable: (name) => variableOf(this.#makefile, name, this.#env),
      wildcard: this.#wildcard,
      unsupported: (message) => this.#problem(message),
    };
    return expand(text, scope);
  }

  #problem(message: string): void {
    this.#makefile.problems.push({ line: this.#line, message });
  }
}

/** `@`, `-` and `+` before a command say how make treats it; what is only a comment is none. */
export function recipeLines(text: string, line: number): RecipeLine[] {
  const [, prefixes = "", command = ""] = /^\s*([@+-]*)\s*(.*)$/s.exec(text) ?? [];
  if (command.trim() === "" || command.startsWith("#")) return [];
  return [{ line, text: command.trimEnd(), ignored: prefixes.includes("-") }];
}

/** `(a,b)`, `"a" "b"` or `'a' 'b'`. */
function compared(text: string): string[] {
  const quoted = /^(["'])(.*?)\1\s*(["'])(.*?)\3$/s.exec(text);
  if (quoted !== null) return [quoted[2] ?? "", quoted[4] ?? ""];
  const inner = text.replace(/^\(/, "").replace(/\)$/, "");
  let depth = 0;
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] === "(") depth++;
    else if (inner[at] === ")") depth--;
    else if (inner[at] === "," && depth === 0) return [inner.slice(0, at), inner.slice(at + 1)];
  }
  return [inner, ""];
}

/** `.c.o:` is an old way to write `%.o: %.c`. */
function suffixRule(
  targets: readonly string[],
  prerequisites: readonly string[],
): { target: string; source: string } | undefined {
  if (targets.length !== 1 || prerequisites.length > 0) return undefined;
  const [, source, target] = /^(\.[\w+]+)(\.[\w+]+)$/.exec(targets[0] as string) ?? [];
  return source === undefined || target === undefined
    ? undefined
    : { target: `%${target}`, source: `%${source}` };
}
