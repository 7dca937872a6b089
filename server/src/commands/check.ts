import type { Diagnostic } from "@millrace/protocol";
import { plain } from "../features/diagnostics.js";
import { readText } from "../workspace/disk.js";
import { type CheckReport, formatFor } from "./formats/index.js";
import { absolutePath, analysisOf, filesAt, projectAt, UsageError } from "./opened.js";

/**
 * Looks for mistakes in files and folders.
 * @param folder paths in the report are relative to it
 * @throws UsageError where there is no such path or format
 */
export async function runCheck(
  { paths, format }: { paths: readonly string[]; format: string },
  folder: string,
): Promise<{ text: string; failed: boolean }> {
  const write = formatFor(format);
  if (!write) {
    throw new UsageError(`unknown format ${format}: pretty, json, sarif and github are known`);
  }
  const report: CheckReport = { folder, files: 0, diagnostics: [], textOf: readText, skipped: [] };
  const seen = new Set<string>();
  for (const path of paths.map(absolutePath)) await checkPath(path, report, seen);
  return { text: write(report), failed: report.diagnostics.some(isError) };
}

async function checkPath(path: string, report: CheckReport, seen: Set<string>): Promise<void> {
  const project = projectAt(path);
  const files = (await filesAt(path)).filter((file) => !seen.has(file));
  for (const file of files) project.consider(file, readText(file));
  const isNamed = files.length === 1 && files[0] === path;
  for (const file of files) {
    seen.add(file);
    if (isNamed) analysisOf(project, file);
    if (!isNamed && !project.knows(file)) continue;
    report.files++;
    report.diagnostics.push(...project.findings(file, { hints: false }).map(plain));
  }
  report.skipped.push(...project.analyzer.problems());
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}
