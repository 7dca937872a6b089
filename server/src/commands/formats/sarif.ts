import type { Diagnostic, Range, Severity } from "@millrace/protocol";
import { rules } from "../../diagnostics/index.js";
import { relativePath } from "../relative-paths.js";
import type { CheckReport } from "./index.js";

const LEVELS: Record<Severity, string> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

/** SARIF 2.1.0, which code scanning reads. Lines and columns count from 1, in UTF-16 units. */
export function toSarif({ folder, diagnostics }: CheckReport): string {
  const used = rules.filter(({ code }) => diagnostics.some((one) => one.code === code));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "millrace",
            rules: used.map(({ code, name, summary, severity }) => ({
              id: code,
              name,
              shortDescription: { text: summary },
              defaultConfiguration: { level: LEVELS[severity] },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((one) => resultOf(one, folder)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf({ code, severity, message, file, range, related }: Diagnostic, folder: string) {
  return {
    ruleId: code,
    level: LEVELS[severity],
    message: { text: message },
    locations: [locationOf(file, range, folder)],
    ...(related
      ? {
          relatedLocations: related.map((each) => ({
            ...locationOf(each.file, each.range, folder),
            message: { text: each.message },
          })),
        }
      : {}),
  };
}

function locationOf(file: string, { start, end }: Range, folder: string) {
  const uri = relativePath(file, folder).split("/").map(encodeURIComponent).join("/");
  return {
    physicalLocation: {
      artifactLocation: { uri },
      region: {
        startLine: start.line + 1,
        startColumn: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
      },
    },
  };
}
