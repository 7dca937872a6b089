/** What a line of a Makefile says, before any variable in it is expanded. */
import { logicalLines } from "./lines.js";

export type Statement = { line: number } & (
  | { kind: "assignment"; name: string; operator: string; value: string; exported: boolean }
  | { kind: "rule"; head: RuleHead; command?: string }
  | { kind: "recipe"; text: string }
  | { kind: "condition"; keyword: ConditionKeyword; text: string }
  | { kind: "else"; condition?: { keyword: ConditionKeyword; text: string } }
  | { kind: "endif" }
  | { kind: "export"; names: string }
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

export function statements(source: string): Statement[] {
  const found: Statement[] = [];
  let inRule = false;
  let definition: { line: number; name: string } | undefined;
  for (const { number: line, text, recipe } of logicalLines(source)) {
    if (definition !== undefined) {
      if (text.trim() !== "endef") continue;
      const why = `\`define ${definition.name}\` holds several lines: write a function for it`;
      found.push({ kind: "unknown", line: definition.line, text: definition.name, why });
      definition = undefined;
      continue;
    }
    if (text.trim() === "") continue;
    if (recipe && inRule) {
      found.push({ kind: "recipe", line, text });
      continue;
    }
    const name = /^\s*(?:override\s+)?define\s+(\S+)/.exec(text)?.[1];
    if (name !== undefined) {
      definition = { line, name };
      continue;
    }
    const statement = read(text.trim(), line);
    found.push(statement);
    if (statement.kind === "rule") inRule = true;
    else if (statement.kind === "assignment") inRule = false;
  }
  return found;
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
  const directive = /^(-?include|sinclude|vpath|unexport|undefine|load)\b/.exec(text)?.[1];
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
  if (directive.endsWith("include")) {
    const hint = /\.d\b|DEP/i.test(text)
      ? "what compilers write of dependencies is not read: name the headers among the prerequisites, or in `files.inputs`"
      : "import that file too, and import its tasks in TypeScript";
    return `\`${text}\`: ${hint}`;
  }
  if (directive === "vpath") return `\`${text}\`: give prerequisites with their folders`;
  return `\`${text}\` has no counterpart`;
}

function rule(text: string, line: number): Statement {
  const split = splitAtColon(text);
  if (split === undefined) {
    const why = `\`${text}\` is no rule and no assignment that is known here`;
    return { kind: "unknown", line, text, why };
  }
  const { targets, separator } = split;
  const semicolon = split.rest.indexOf(";");
  const dependencies = semicolon < 0 ? split.rest : split.rest.slice(0, semicolon);
  const command = semicolon < 0 ? undefined : split.rest.slice(semicolon + 1).trim();
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
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === "(" || char === "{") depth++;
    else if (char === ")" || char === "}") depth--;
    else if (char === ":" && depth === 0) {
      const grouped = text[at - 1] === "&";
      const double = text[at + 1] === ":";
      return {
        targets: text.slice(0, grouped ? at - 1 : at).trim(),
        separator: grouped ? "&:" : double ? "::" : ":",
        rest: text.slice(at + (double ? 2 : 1)).trim(),
      };
    }
  }
  return undefined;
}
