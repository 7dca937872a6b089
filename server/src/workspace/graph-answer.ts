import type { GraphAnswer } from "@millrace/protocol";
import type { Finding, Settings } from "../diagnostics/index.js";
import { plain } from "../features/diagnostics.js";
import type { Documents } from "./documents.js";
import type { Workspace } from "./workspace.js";

/** Remembers which version of each document its graph was made from. */
export class GraphAnswers {
  readonly #good = new Map<string, number>();

  constructor(
    private readonly workspace: Workspace,
    private readonly documents: Documents,
    private readonly settings: () => Settings,
  ) {}

  /** The graph of a file as its text is, or the last one that could be read; null for no such file. */
  answer(path: string): GraphAnswer | null {
    if (this.workspace.isSkipped(path)) return null;
    const source = this.workspace.projectOf(path).source(path);
    if (!source) return null;
    const { stale } = source.analysis;
    const diagnostics = this.findings(path).map(plain);
    const graph = { ...source.analysis.graph, diagnostics };
    const version = this.documents.at(path)?.version ?? null;
    if (!stale) {
      if (version !== null) this.#good.set(path, version);
      return { graph, version };
    }
    const [error] = source.facts.syntaxErrors;
    const message = error
      ? `This does not parse: ${error.message}`
      : "The text cannot be read as it is.";
    return {
      graph,
      version: version === null ? null : (this.#good.get(path) ?? version),
      stale: { message, ...(error ? { range: error.range } : {}) },
    };
  }

  /** What the rules find in a file that is looked at. */
  findings(path: string): Finding[] {
    if (this.workspace.isSkipped(path)) return [];
    return this.workspace.projectOf(path).findings(path, this.settings());
  }

  forget(path: string): void {
    this.#good.delete(path);
  }
}
