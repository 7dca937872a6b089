import type { Diagnostic, Severity } from "@millrace/protocol";
import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from "vscode-languageserver";

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What the places and rules that a finding names are called in the editor. */
export interface Links {
  uriOf(file: string): string;
  /** URI of the folder with the pages of the rules, where the editor has one. */
  rulePages: string | undefined;
}

/** A finding as LSP spells it. */
export function toLsp(
  { code, severity, message, range, related }: Diagnostic,
  { uriOf, rulePages }: Links,
): LspDiagnostic {
  return {
    source: "millrace",
    code,
    ...(rulePages === undefined ? {} : { codeDescription: { href: `${rulePages}/${code}.md` } }),
    severity: SEVERITIES[severity],
    message,
    range,
    ...(related
      ? {
          relatedInformation: related.map((each) => ({
            message: each.message,
            location: { uri: uriOf(each.file), range: each.range },
          })),
        }
      : {}),
  };
}

/** A finding without what only an editor can use. */
export function plain({ code, severity, message, file, range, related }: Diagnostic): Diagnostic {
  return { code, severity, message, file, range, ...(related ? { related } : {}) };
}
