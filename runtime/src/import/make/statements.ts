/** What a line of a Makefile says, before any variable in it is expanded. */
import { excerpt } from "../problem.js";
import { type Line, logicalLines, withoutTab } from "./lines.js";
import { outside } from "./references.js";

export type Statement = { line: number } & (
  | { kind: "assignment"; name: string; operator: string; value: string; exported: boolean }
  | { kind: "rule"; head: RuleHead; command?: string }
  | { kind: "recipe"; text: string }
  | { kind: "condition"; keyword: ConditionKeyword; text: string }
  | { kind: "else"; condition?: { keyword: ConditionKeyword; text: string } }
  | { kind: "endif" }
  | { kind: "export"; names: string }
  | { kind: "include"; names: string; optional: boolean }
  /** `$(eval …)`, `$(call …)`: what it expands to is read in its place. */
  | { kind: "expression"; text: string }
  | { kind: "unknown"; text: string; why: string }
);

export type ConditionKeyword = "ifeq" | "ifneq" | "ifdef" | "ifndef";

export interface RuleHead {
  targets: string;
  /** `:`, `::` or `&:`. */
  separator: string;
  /** Of a static pattern rule: between the two colons. */
  pattern?: string;
  prerequisites: string;
  orderOnly: string;
}

const assignment =
  /^((?:(?:export|override|private)\s+)*)([^\s:#=!?+]+)\s*(\?=|\+=|::?:?=|!=|=)\s*(.*)$/s;
const condition = /^(ifeq|ifneq|ifdef|ifndef)\b\s*(.*)$/s;

const definition = /^((?:(?:export|override)\s+)*)define\s+(\S+)\s*(\?=|\+=|::?=|=)?\s*$/;

export function statements(source: string): Statement[] {
  const found: Statement[] = [];
  const lines = logicalLines(source);
  let inRule = false;
  for (let at = 0; at < lines.length; at++) {
    const whole = lines[at] as Line;
    const { number: line, recipe } = whole;
    if (recipe && inRule) {
      if (whole.text.trim() !== "") found.push({ kind: "recipe", line, text: whole.text });
      continue;
    }
    const text = recipe ? withoutTab(whole) : whole.text;
    if (text.trim() === "") continue;
    const defined = definition.exec(text.trim());
    if (defined !== null) {
      const end = endOf(lines, at);
      found.push(defines(defined, line, lines.slice(at + 1, end)));
      if (end === lines.length) found.push(withoutEnd(text, line));
      inRule = false;
      at = end;
      continue;
    }
    const statement = read(text.trim(), line);
    found.push(statement);
    if (statement.kind === "rule") inRule = true;
    else if (statement.kind === "assignment") inRule = false;
  }
  return found;
}

/** The line with the `endef` of the `define` at `start`; definitions may hold others. */
function endOf(lines: readonly Line[], start: number): number {
  let depth = 0;
  for (let at = start; at < lines.length; at++) {
    const text = (lines[at] as Line).raw.trimStart();
    if (/^(?:(?:export|override)\s+)*define\s/.test(text)) depth++;
    else if (/^endef\b/.test(text) && --depth === 0) return at;
  }
  return lines.length;
}

function defines(
  [, before = "", name = "", operator = "="]: RegExpExecArray,
  line: number,
  lines: readonly Line[],
): Statement {
  const value = lines.map(({ raw }) => raw).join("\n");
  return { kind: "assignment", line, name, operator, value, exported: before.includes("export") };
}

function withoutEnd(text: string, line: number): Statement {
  return {
    kind: "unknown",
    line,
    text,
    why: `${excerpt(text)} has no endef, and goes to the end of the file`,
  };
}

function read(text: string, line: number): Statement {
  const asked = condition.exec(text);
  if (asked !== null) return { kind: "condition", line, ...conditionOf(asked) };
  const otherwise = /^else\b\s*(.*)$/s.exec(text);
  if (otherwise !== null) {
    const again = condition.exec(otherwise[1] ?? "");
    return { kind: "else", line, ...(again === null ? {} : { condition: conditionOf(again) }) };
  }
  if (/^endif\b/.test(text)) return { kind: "endif", line };
  const set = assignment.exec(text);
  if (set !== null) {
    const [, words = "", name = "", operator = "=", value = ""] = set;
    return { kind: "assignment", line, name, operator, value, exported: words.includes("export") };
  }
  const exported = /^export\b\s*(.*)$/s.exec(text);
  if (exported !== null) return { kind: "export", line, names: exported[1] ?? "" };
  const [, include, names = ""] = /^(include|-include|sinclude)\s+(.*)$/s.exec(text) ?? [];
  if (include !== undefined) {
    return { kind: "include", line, names, optional: include !== "include" };
  }
  const directive = /^(vpath|unexport|undefine|load)\b/.exec(text)?.[1];
  if (directive !== undefined) return { kind: "unknown", line, text, why: whyNot(directive, text) };
  return rule(text, line);
}

function conditionOf([, keyword, text = ""]: RegExpExecArray): {
  keyword: ConditionKeyword;
  text: string;
} {
  return { keyword: keyword as ConditionKeyword, text: text.trim() };
}

function whyNot(directive: string, text: string): string {
  if (directive === "vpath") return `${excerpt(text)}: give prerequisites with their folders`;
  return `${excerpt(text)} has no counterpart`;
}

function rule(text: string, line: number): Statement {
  const split = splitAtColon(text);
  if (split === undefined) {
    if (/^\$[({]/.test(text)) return { kind: "expression", line, text };
    const why = `${excerpt(text)} is no rule and no assignment that is known here`;
    return { kind: "unknown", line, text, why };
  }
  const { targets, separator } = split;
  const semicolon = outside(split.rest, ";");
  const dependencies = split.rest.slice(0, semicolon);
  const command = semicolon === undefined ? undefined : split.rest.slice(semicolon + 1).trim();
  const inner = splitAtColon(dependencies);
  const [prerequisites = "", orderOnly = ""] = (inner?.rest ?? dependencies).split("|");
  const head: RuleHead = {
    targets,
    separator,
    ...(inner === undefined ? {} : { pattern: inner.targets }),
    prerequisites: prerequisites.trim(),
    orderOnly: orderOnly.trim(),
  };
  return { kind: "rule", line, head, ...(command ? { command } : {}) };
}

/** At the first colon outside of `$(...)`. */
function splitAtColon(
  text: string,
): { targets: string; separator: string; rest: string } | undefined {
  const at = outside(text, ":");
  if (at === undefined) return undefined;
  const grouped = text[at - 1] === "&";
  const double = text[at + 1] === ":";
  return {
    targets: text.slice(0, grouped ? at - 1 : at).trim(),
    separator: grouped ? "&:" : double ? "::" : ":",
    rest: text.slice(at + (double ? 2 : 1)).trim(),
  };
}
