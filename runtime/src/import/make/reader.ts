/** Reads a Makefile from top to bottom, as make does before it builds anything. */
import { excerpt, NotImported } from "../problem.js";
import { compared } from "./conditions.js";
import { expand, type Scope } from "./expand.js";
import { withoutStandIns } from "./late.js";
import {
  asked,
  Makefile,
  type RecipeLine,
  type Rule,
  type Surroundings,
  variableOf,
} from "./makefile.js";
import type { Place } from "./place.js";
import { stemOf, words } from "./references.js";
import { ignoredTargets, specialTargets, suffixRule } from "./special-targets.js";
import { type RuleHead, type Statement, statements } from "./statements.js";

export function readMakefile(source: string, surroundings: Surroundings): Makefile {
  const makefile = new Makefile();
  new Reader(makefile, surroundings).readAll(source);
  return makefile;
}

/** More files than this are included by nothing but files that include one another. */
const mostFiles = 1_000;

class Reader {
  readonly #makefile: Makefile;
  readonly #surroundings: Surroundings;
  /** Of each open condition: whether its lines count, and whether one of its branches has. */
  #open: { at: Place; holds: boolean; done: boolean }[] = [];
  /** Those whose commands are being read. */
  #rules: Rule[] = [];
  #at: Place = { line: 0 };
  /** The included files that are open, outermost first. */
  readonly #within: string[] = [];
  #files = 0;

  constructor(makefile: Makefile, surroundings: Surroundings) {
    this.#makefile = makefile;
    this.#surroundings = surroundings;
    makefile.variables.set("CURDIR", {
      text: surroundings.folder.replaceAll("$", "$$$$"),
      fallback: false,
      at: this.#at,
    });
  }

  readAll(source: string): void {
    this.#readFile(source, undefined);
    this.#makefile.defaultGoal ??= this.#makefile.rules
      .flatMap(({ targets }) => targets)
      .find((target) => !target.startsWith(".") || target.includes("/"));
  }

  #readFile(source: string, file: string | undefined): void {
    const before = { at: this.#at, open: this.#open };
    this.#open = [];
    const read = this.#makefile.variables.get("MAKEFILE_LIST")?.text;
    const name = file ?? this.#surroundings.name;
    const text = read === undefined ? name : `${read} ${name}`;
    this.#makefile.variables.set("MAKEFILE_LIST", { text, fallback: false, at: before.at });
    for (const statement of statements(withoutStandIns(source))) {
      this.#at = { ...(file === undefined ? {} : { file }), line: statement.line };
      this.#read(statement);
    }
    for (const { at } of this.#open) {
      this.#makefile.problems.push({
        ...at,
        message: "this condition has no endif, and make stops: add it",
      });
    }
    this.#open = before.open;
    this.#at = before.at;
  }

  /** Lines that others expanded to; they count as standing where those do. */
  #readExpanded(text: string): void {
    const before = { rules: this.#rules, open: this.#open };
    this.#open = [];
    for (const statement of statements(text)) this.#read(statement);
    this.#rules = before.rules;
    this.#open = before.open;
  }

  #read(statement: Statement): void {
    if (!this.#isCondition(statement) && this.#counts()) this.#apply(statement);
  }

  #counts(): boolean {
    return this.#open.every(({ holds }) => holds);
  }

  #isCondition(statement: Statement): boolean {
    const top = this.#open.at(-1);
    switch (statement.kind) {
      case "condition":
        this.#open.push({ at: this.#at, ...this.#decided(statement) });
        return true;
      case "else": {
        if (top === undefined) this.#problem("`else` without a condition: make stops here");
        else {
          const { condition } = statement;
          top.holds = !top.done && (condition === undefined || this.#holds(condition));
          top.done ||= top.holds;
        }
        return true;
      }
      case "endif":
        if (top === undefined) this.#problem("`endif` without a condition: make stops here");
        this.#open.pop();
        return true;
      default:
        return false;
    }
  }

  #decided(condition: Condition): { holds: boolean; done: boolean } {
    if (!this.#counts()) return { holds: false, done: true };
    const holds = this.#holds(condition);
    const spelled = excerpt(`${condition.keyword} ${condition.text}`);
    this.#problem(
      `${spelled} was decided while importing: it ${holds ? "holds" : "does not hold"} here`,
    );
    return { holds, done: holds };
  }

  #holds({ keyword, text }: Condition): boolean {
    if (keyword === "ifdef" || keyword === "ifndef") {
      const found = this.#variable(this.#known(text).trim());
      return ((found?.text ?? "") !== "") === (keyword === "ifdef");
    }
    const [left, right] = compared(text).map((side) => this.#known(side).trim());
    return (left === right) === (keyword === "ifeq");
  }

  #apply(statement: Statement): void {
    switch (statement.kind) {
      case "assignment":
        this.#assign(statement);
        break;
      case "export":
        for (const name of words(this.#known(statement.names))) this.#makefile.exported.add(name);
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
        for (const rule of this.#rules) rule.recipe.push(...recipeLines(statement.text, this.#at));
        break;
      case "include":
        this.#includeAll(
          words(this.#known(statement.names)).flatMap((name) => this.#globbed(name)),
          statement.optional,
        );
        break;
      case "expression":
        this.#expression(statement.text);
        break;
      case "unknown":
        this.#problem(statement.why);
        break;
    }
  }

  #includeAll(files: readonly string[], optional: boolean): void {
    const missing = files.filter((file) => !this.#include(file, optional) && /\.d$/.test(file));
    if (missing.length > 0) this.#problem(notWritten(missing));
  }

  /** Whether there is such a file. */
  #include(file: string, optional: boolean): boolean {
    if (this.#within.includes(file)) {
      this.#problem(`\`${file}\` includes itself, and is read once only: make would not end`);
      return true;
    }
    const text = this.#surroundings.read(file);
    const isWritten = /\.d$/.test(file);
    if (isWritten && text !== undefined) this.#problem(asOfNow);
    if (!isWritten && text === undefined && !optional) {
      this.#problem(
        `there is no file \`${file}\` to include, and make stops unless a rule makes it`,
      );
    }
    if (text === undefined) return false;
    if (++this.#files > mostFiles) {
      const message = `\`${file}\` and other files include one another more than ${mostFiles} times`;
      throw new NotImported({ ...this.#at, message });
    }
    this.#within.push(file);
    this.#readFile(text, file);
    this.#within.pop();
    return true;
  }

  #expression(text: string): void {
    const expanded = this.#expand(text);
    if (this.#makefile.late.isOnly(expanded)) {
      this.#makefile.commands.push({ text: expanded, at: this.#at });
    } else this.#readExpanded(this.#now(expanded));
  }

  #assign({ name: text, operator, value, exported }: Statement & { kind: "assignment" }): void {
    const { variables } = this.#makefile;
    const name = this.#known(text).trim();
    const before = variables.get(name);
    const at = this.#at;
    if (exported) this.#makefile.exported.add(name);
    if (name === ".DEFAULT_GOAL") {
      this.#makefile.defaultGoal = this.#known(value).trim();
    } else if (operator === "!=") {
      const command = `$(shell ${value})`;
      variables.set(name, { text: command, value: this.#expand(command), fallback: false, at });
    } else if (operator === "+=" && before !== undefined) {
      before.text = `${before.text} ${value}`.trim();
      if (before.value !== undefined) {
        before.value = `${before.value} ${this.#expand(value)}`.trim();
      }
    } else if (operator === "+=") {
      variables.set(name, { text: value, fallback: false, appended: true, at });
    } else if (operator === "?=") {
      if (before === undefined) variables.set(name, { text: value, fallback: true, at });
    } else {
      const immediate = operator.startsWith(":")
        ? { value: this.#expand(before === undefined ? this.#withOuter(name, value) : value) }
        : {};
      variables.set(name, { text: value, ...immediate, fallback: false, at });
    }
    // Make hands on what came from the environment, as it is now.
    if (this.#outer(name) !== undefined && name !== "SHELL") this.#makefile.exported.add(name);
  }

  /** `PATH := bin:$(PATH)` adds to what the environment has when the flow file is loaded. */
  #withOuter(name: string, text: string): string {
    const outer = this.#outer(name);
    const standIn = outer && this.#makefile.late.standIn("environment", [name, outer]);
    if (standIn === undefined) return text;
    return text.replaceAll(`$(${name})`, standIn).replaceAll(`\${${name}}`, standIn);
  }

  #outer(name: string): string | undefined {
    const { env } = this.#surroundings;
    return Object.hasOwn(env, name) ? env[name] : undefined;
  }

  #rule(head: RuleHead, command: string | undefined): void {
    const makefile = this.#makefile;
    this.#rules = [];
    if (/^\s*[\w.-]+\s*[:?+]?=/.test(head.prerequisites) || head.prerequisites.includes(":=")) {
      const what = `${head.targets}: ${head.prerequisites}`;
      this.#problem(
        `${excerpt(what)}: a variable of one target; give it to the task as an argument`,
      );
      return;
    }
    const targets = words(this.#known(head.targets));
    const prerequisites = words(this.#known(head.prerequisites)).flatMap((one) =>
      this.#globbed(one),
    );
    const orderOnly = words(this.#known(head.orderOnly));
    if (this.#isSpecial(targets, prerequisites)) return;
    if (head.separator === "::") {
      this.#problem(
        `\`${targets.join(" ")}::\`: of rules with two colons only one per target is kept`,
      );
    }
    const recipe = command === undefined ? [] : recipeLines(command, this.#at);
    const rule = (
      names: string[],
      pattern: string | undefined,
      suffixed = prerequisites,
    ): Rule => ({
      at: this.#at,
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
      const pattern = this.#known(head.pattern).trim();
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

  #globbed(name: string): string[] {
    return /[*?[]/.test(name) ? this.#surroundings.wildcard(name) : [name];
  }

  #isSpecial(targets: readonly string[], prerequisites: readonly string[]): boolean {
    const [target = ""] = targets;
    if (target === ".PHONY") for (const name of prerequisites) this.#makefile.phony.add(name);
    else if (target === ".ONESHELL") this.#makefile.oneShell = true;
    else if (target === ".NOTPARALLEL") this.#makefile.serial = true;
    else if (ignoredTargets.has(target)) return true;
    else if (specialTargets[target] !== undefined) {
      this.#problem(`\`${target}\` has no counterpart${specialTargets[target]}`);
    } else return false;
    return true;
  }

  /** What is only known when the flow file is loaded has something that stands for it. */
  #expand(text: string): string {
    const { folder, wildcard } = this.#surroundings;
    const scope: Scope = {
      variable: (name) => this.#variable(name),
      wildcard,
      folder,
      late: this.#makefile.late,
      now: (inner) => this.#now(inner),
      evaluate: (lines) => this.#readExpanded(this.#now(lines)),
      unsupported: (message) => this.#problem(message),
    };
    return expand(text, scope, this.#at);
  }

  /** What names, rules and conditions hang on. */
  #known(text: string): string {
    return this.#now(this.#expand(text));
  }

  #now(text: string): string {
    return asked(this.#makefile, text, this.#surroundings.ask, (command) =>
      this.#problem(notAsked(command)),
    );
  }

  #variable(name: string) {
    return variableOf(this.#makefile, name, this.#surroundings.env);
  }

  #problem(message: string): void {
    this.#makefile.problems.push({ ...this.#at, message });
  }
}

type Condition = Pick<Statement & { kind: "condition" }, "keyword" | "text">;

const asOfNow =
  "the dependencies that a compiler wrote are taken as they are now: import again when files include others";

function notWritten([file, ...others]: readonly string[]): string {
  const these = others.length === 0 ? "is" : `and ${others.length} other files are`;
  return `\`${file}\` ${these} not there yet: build once with make and import again, or name the headers among the prerequisites`;
}

/** @param command as it would be run */
export function notAsked(command: string): string {
  return `${excerpt(`$(shell ${command})`)} decides here, and no command is run while importing: import again with --shell to run it`;
}

/** `@`, `-` and `+` before a command say how make treats it; what is only a comment is none. */
function recipeLines(text: string, at: Place): RecipeLine[] {
  const [, prefixes = "", command = ""] = /^\s*([@+-]*)\s*(.*)$/s.exec(text) ?? [];
  if (command.trim() === "" || command.startsWith("#")) return [];
  return [{ at, text: command.trimEnd(), ignored: prefixes.includes("-") }];
}
