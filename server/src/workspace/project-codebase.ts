import type { Codebase, HistoryIndex } from "../features/codebase.js";
import type { Documents } from "./documents.js";
import type { Project } from "./project.js";

/** What features may ask about a project's files. */
export function codebaseOf(
  project: Project,
  documents: Documents,
  history: HistoryIndex,
): Codebase {
  const { analyzer } = project;
  return {
    source: (file) => project.source(file),
    files: () => project.files(),
    exported(file, name) {
      const target = analyzer.exported(file, name);
      return target?.kind === "local" ? target : undefined;
    },
    resolve: analyzer.resolve,
    keyOf: analyzer.keyOf,
    filesMatching: (file, cwd, pattern) => project.filesMatching(file, cwd, pattern),
    uriOf: (file) => documents.uriOf(file),
    history,
  };
}
