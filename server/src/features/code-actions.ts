import type { Range } from "@millrace/protocol";
import { type CodeAction, CodeActionKind, type TextEdit } from "vscode-languageserver";
import { type Finding, type Fix, suppression } from "../diagnostics/index.js";
import { toLsp } from "./diagnostics.js";
import { isBefore, type Source } from "./source.js";

/** What can be done about the findings in a range: their fixes, and not to hear of them again. */
export function computeCodeActions(
  { text }: Source,
  range: Range,
  findings: readonly Finding[],
  uriOf: (file: string) => string,
): CodeAction[] {
  const touched = findings.filter((one) => overlaps(one.range, range));
  return touched.flatMap((finding) => [
    ...finding.fixes.map((fix) => actionOf(fix, finding, uriOf)),
    actionOf(suppression(finding, text), finding, uriOf),
  ]);
}

function actionOf(
  { title, edits, preferred }: Fix,
  finding: Finding,
  uriOf: (file: string) => string,
): CodeAction {
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, range, text } of edits) {
    const uri = uriOf(file);
    changes[uri] = [...(changes[uri] ?? []), { range, newText: text }];
  }
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toLsp(finding, uriOf)],
    edit: { changes },
    ...(preferred ? { isPreferred: true } : {}),
  };
}

function overlaps(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}
