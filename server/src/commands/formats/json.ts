import { withRelativePaths } from "../relative-paths.js";
import type { CheckReport } from "./index.js";

/** `{ version, files, diagnostics, skipped }`, with the diagnostics of the graph document. */
export function toJson({ folder, files, diagnostics, skipped }: CheckReport): string {
  const document = withRelativePaths({ version: 1, files, diagnostics, skipped }, folder);
  return `${JSON.stringify(document, null, 2)}\n`;
}
