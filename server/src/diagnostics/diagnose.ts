import type { Analyzer } from "../analysis/index.js";
import { disabledLines } from "./comments.js";
import { rules } from "./registry.js";
import type { Finding, Found, Rule, Settings } from "./rule.js";
import { type Subject, subjectOf } from "./subject.js";

/** What the diagnostics look at besides the file itself. */
export interface Codebase {
  analyzer: Pick<Analyzer, "analyzeFile" | "facts" | "text" | "resolve" | "exported" | "keyOf">;
  /**
   * The other files of the workspace that are known, absolute paths. A helper is then seen as the
   * flows elsewhere call it, and names and uses are compared across files. May be empty.
   */
  files: readonly string[];
  /** The files that a pattern of a file's task names on the disk; absent where there is none. */
  filesMatching?(file: string, cwd: string, pattern: string): readonly string[] | undefined;
}

/**
 * The findings in one file, in source order. Pure: reads nothing but what the analyzer knows. Never
 * throws; code that does not parse yields what its well-formed parts show.
 */
export function diagnose(codebase: Codebase, file: string, settings: Settings = {}): Finding[] {
  const subject = subjectOf(codebase, file);
  if (!subject) return [];
  const isDisabled = disabledLines(subject.text);
  return rules
    .flatMap((rule) => found(rule, subject).flatMap((one) => finding(rule, one, subject, settings)))
    .filter(({ code, range }) => !isDisabled(code, range.start.line))
    .sort(bySource);
}

function found(rule: Rule, subject: Subject): Found[] {
  return [...rule.find(subject)];
}

function finding(rule: Rule, one: Found, { file }: Subject, settings: Settings): Finding[] {
  const severity = settings.severity?.[rule.code] ?? one.severity ?? rule.severity;
  if (severity === "off" || (severity === "hint" && settings.hints === false)) return [];
  return [
    {
      code: rule.code,
      rule: rule.name,
      severity,
      message: one.message,
      file,
      range: one.range,
      ...(one.related ? { related: one.related } : {}),
      fixes: one.fixes ?? [],
    },
  ];
}

function bySource(left: Finding, right: Finding): number {
  return (
    left.range.start.line - right.range.start.line ||
    left.range.start.character - right.range.start.character ||
    left.code.localeCompare(right.code)
  );
}
