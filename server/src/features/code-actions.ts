import type { Range } from "@millrace/protocol";
import { type CodeAction, CodeActionKind, type TextEdit } from "vscode-languageserver";
import { type Finding, type Fix, suppression } from "../diagnostics/index.js";
import { type Links, toLsp } from "./diagnostics.js";
import { isBefore, type Source } from "./source.js";

/** What can be done about the findings in a range: their fixes, and not to hear of them again. */
export function computeCodeActions(
  { text }: Source,
  range: Range,
  findings: readonly Finding[],
  links: Links,
): CodeAction[] {
  const touched = findings.filter((one) => overlaps(one.range, range));
  return touched.flatMap((finding) => [
    ...finding.fixes.map((fix) => actionOf(fix, finding, links)),
    actionOf(suppression(finding, text), finding, links),
  ]);
}

function actionOf({ title, edits, preferred }: Fix, finding: Finding, links: Links): CodeAction {
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, range, text } of edits) {
    const uri = links.uriOf(file);
    changes[uri] = [...(changes[uri] ?? []), { range, newText: text }];
  }
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toLsp(finding, links)],
    edit: { changes },
    ...(preferred ? { isPreferred: true } : {}),
  };
}

function overlaps(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}
