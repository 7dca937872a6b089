import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Analyzer, createAnalyzer, type FileAnalysis } from "../analysis/index.js";
import { diagnose, type Finding, type Settings } from "../diagnostics/index.js";
import { Source } from "../features/source.js";
import { createTypeOracle } from "../types/oracle.js";
import { RememberedTypes } from "../types/remembered.js";
import { foldersIn, packageRoot, readText } from "./disk.js";
import { matchingFiles } from "./matching-files.js";

/** Text that wins over what is on the disk: what an editor has open. */
export interface OpenTexts {
  at(path: string): { getText(): string } | undefined;
}

/** Files without one of these words have nothing to do with flows, and are not parsed to find flows. */
const MENTIONS_FLOWS = /\b(?:millrace|flow|task)\b/i;

/** One folder of the workspace: its files, their graphs, and which of them have to do with flows. */
export class Project {
  readonly analyzer: Analyzer;
  /** Files that define tasks or flows, or import what may be some. */
  readonly #known = new Set<string>();
  readonly #dependencies = new Map<string, ReadonlySet<string>>();
  readonly #sources = new Map<string, Source>();
  readonly #keyRoots = new Map<string, string>();
  readonly #matching = matchingFiles();

  /** Types as they were known last; absent where every answer is to be exact. */
  readonly types: RememberedTypes | undefined;

  /** @param onTypesAsked with it, types are looked up by `retype`, not while a graph is drawn */
  constructor(
    readonly root: string,
    documents: OpenTexts,
    onTypesAsked?: () => void,
  ) {
    const read = (path: string) => documents.at(path)?.getText() ?? readText(path);
    const checker = createTypeOracle({
      read: (path) => this.analyzer.text(path),
      resolve: (from, specifier) => this.analyzer.resolve(from, specifier),
    });
    this.types =
      onTypesAsked &&
      new RememberedTypes(checker, (path) => this.analyzer.text(path), onTypesAsked);
    this.analyzer = createAnalyzer({
      root,
      read,
      exists: (path) => documents.at(path) !== undefined || existsSync(path),
      folders: foldersIn,
      files: () => this.#known,
      keyRoot: (file) => this.#keyRoot(file),
      types: this.types ?? checker,
    });
  }

  analysis(path: string): FileAnalysis {
    const analysis = this.analyzer.analyzeFile(path);
    this.#dependencies.set(path, analysis.files);
    return analysis;
  }

  /** The file as features look at it; undefined where it cannot be read. */
  source(path: string): Source | undefined {
    const analysis = this.analysis(path);
    const known = this.#sources.get(path);
    if (known?.analysis === analysis) return known;
    const facts = this.analyzer.facts(path);
    const text = this.analyzer.text(path);
    if (!facts || text === undefined) return undefined;
    const source = new Source(path, text, facts, analysis);
    this.#sources.set(path, source);
    return source;
  }

  /** What the rules find in a file. */
  findings(path: string, settings: Settings): Finding[] {
    const codebase = {
      analyzer: this.analyzer,
      files: [...this.#known],
      filesMatching: this.filesMatching.bind(this),
    };
    return diagnose(codebase, path, settings);
  }

  /** The files that a pattern of a task's `files` names now; undefined where nobody can know, as on no disk. */
  filesMatching(file: string, cwd: string, pattern: string): readonly string[] | undefined {
    if (!existsSync(file)) return undefined;
    return this.#matching.paths(resolve(this.#keyRoot(file), cwd), pattern);
  }

  /** Takes a file into the index, if it has to do with flows. */
  consider(path: string, text: string | undefined): void {
    if (text === undefined || !MENTIONS_FLOWS.test(text)) this.#known.delete(path);
    else this.#known.add(path);
  }

  knows(path: string): boolean {
    return this.#known.has(path);
  }

  files(): Iterable<string> {
    return this.#known;
  }

  /** The files whose graphs were made from this one's text, itself included. */
  dependents(path: string): string[] {
    const found = [path];
    for (const [file, dependencies] of this.#dependencies) {
      if (file !== path && dependencies.has(path)) found.push(file);
    }
    return found;
  }

  changed(path: string): void {
    this.analyzer.invalidate([path]);
    this.#sources.delete(path);
    this.types?.changed(path);
  }

  /**
   * Looks up the types that graphs of a file were drawn without, or with older ones.
   * @returns the files whose graphs have to be drawn again
   */
  retype(path: string): string[] {
    if (!this.types?.refresh(path)) return [];
    this.analyzer.retype([path]);
    return this.dependents(path);
  }

  forget(path: string): void {
    this.#known.delete(path);
    this.#dependencies.delete(path);
    this.#sources.delete(path);
    this.types?.forget(path);
  }

  /** Files came or went, or a configuration changed. */
  relink(): void {
    this.analyzer.relink();
    this.#keyRoots.clear();
    this.#sources.clear();
  }

  #keyRoot(file: string): string {
    const folder = dirname(file);
    let root = this.#keyRoots.get(folder);
    if (root === undefined) {
      root = packageRoot(file);
      this.#keyRoots.set(folder, root);
    }
    return root;
  }
}
