import type { Diagnostic, Severity } from "@millrace/protocol";
import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from "vscode-languageserver";

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A finding as LSP spells it. */
export function toLsp(
  { code, severity, message, range, related }: Diagnostic,
  uriOf: (file: string) => string,
): LspDiagnostic {
  return {
    source: "millrace",
    code,
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
