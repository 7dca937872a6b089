import { styleText } from "node:util";
import type { Diagnostic, Severity } from "@millrace/protocol";
import { relativePath } from "../relative-paths.js";
import type { CheckReport } from "./index.js";

type Style = Parameters<typeof styleText>[0];

const STYLES: Record<Severity, Style> = {
  error: "red",
  warning: "yellow",
  information: "blue",
  hint: "gray",
};

/** For a person: each finding with its place, its line, and a mark under the code it is about. */
export function toPretty(report: CheckReport): string {
  const findings = report.diagnostics.map((one) => paragraph(one, report));
  const skipped = report.skipped.map(
    ({ file, message }) => `${paint("gray", relativePath(file, report.folder))} ${message}\n`,
  );
  return [...findings, ...skipped, `${summary(report)}\n`].join("\n");
}

function paragraph(one: Diagnostic, { folder, textOf }: CheckReport): string {
  const { start, end } = one.range;
  const place = `${relativePath(one.file, folder)}:${start.line + 1}:${start.character + 1}`;
  const line = textOf(one.file)?.split(/\r?\n/)[start.line] ?? "";
  const number = String(start.line + 1);
  const until = end.line === start.line ? end.character : line.length;
  const mark = "^".repeat(Math.max(1, until - start.character));
  const margin = " ".repeat(number.length);
  // Tabs stay tabs, so that the mark stands under its code however wide they are.
  const indent = line.slice(0, start.character).replace(/[^\t]/g, " ");
  return [
    `${paint("bold", place)} ${paint(STYLES[one.severity], one.severity)} ${one.message} ${paint("gray", one.code)}`,
    `  ${paint("gray", `${number} |`)} ${line}`,
    `  ${margin} ${paint("gray", "|")} ${indent}${paint(STYLES[one.severity], mark)}`,
    ...(one.related ?? []).map(
      ({ file, range, message }) =>
        `  ${paint("gray", `${relativePath(file, folder)}:${range.start.line + 1}:${range.start.character + 1}`)} ${message}`,
    ),
    "",
  ].join("\n");
}

function summary({ files, diagnostics }: CheckReport): string {
  const looked = `${count(files, "file")} with flows or tasks`;
  if (diagnostics.length === 0) return `${paint("green", "No problem")} in ${looked}.`;
  const parts = (["error", "warning", "information", "hint"] as const).flatMap((severity) => {
    const found = diagnostics.filter((one) => one.severity === severity).length;
    return found > 0 ? [paint(STYLES[severity], count(found, severity))] : [];
  });
  return `${parts.join(", ")} in ${looked}.`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 || what === "information" ? "" : "s"}`;
}

/** Colours only where a terminal shows them: `NO_COLOR` and pipes get plain text. */
function paint(style: Style, text: string): string {
  const wanted = process.env.FORCE_COLOR || (process.stdout.isTTY && !process.env.NO_COLOR);
  return wanted ? styleText(style, text) : text;
}
