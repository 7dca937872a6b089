import { setImmediate } from "node:timers/promises";
import { isGenerated, readText, repositoryRoot, sourceFiles } from "./disk.js";
import type { Documents } from "./documents.js";
import { meaningOf } from "./meaning.js";
import { pacer } from "./pace.js";
import { Project } from "./project.js";

/** Milliseconds without a change before the editor is told what changed. */
export const DEBOUNCE = 150;

/** What the workspace tells of itself. */
export interface WorkspaceEvents {
  graphChanged(path: string): void;
  /**
   * Graphs were looked at anew: what is said of these files may have moved.
   * @param told those for which `graphChanged` has just been said
   */
  refreshed(paths: readonly string[], told: ReadonlySet<string>): void;
  log(line: string): void;
}

/** Reports how far the indexing is; `cancelled` when a person had enough. */
export interface IndexProgress {
  report(done: number, of: number): void;
  readonly cancelled: boolean;
}

/** The folders that an editor has open, kept up to date. Answers are always of the latest text. */
export class Workspace {
  #projects: Project[] = [];
  /** Files outside every folder, by their own repository. */
  readonly #lone = new Map<string, Project>();
  /** What the editor was last told, by path. */
  readonly #told = new Map<string, string>();
  readonly #logged = new Set<string>();
  readonly #dirty = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #typing: NodeJS.Timeout | undefined;
  /** Counts the changes: work that was begun for an earlier one stops. */
  #latest = 0;
  #indexing: Promise<void> = Promise.resolve();
  #hasIndexed = false;
  #begin!: () => void;
  readonly #begun = new Promise<void>((resolve) => {
    this.#begin = resolve;
  });

  constructor(
    private readonly documents: Documents,
    private readonly events: WorkspaceEvents,
  ) {}

  /** Done when every file has been looked at: an editor asks before the first look has begun. */
  get indexed(): Promise<void> {
    return this.#begun.then(() => this.#indexing);
  }

  /** @param roots absolute paths with forward slashes */
  setFolders(roots: readonly string[]): void {
    this.#projects = roots
      .map(
        (root) => this.#projects.find((project) => project.root === root) ?? this.#newProject(root),
      )
      .sort((a, b) => b.root.length - a.root.length);
    this.#lone.clear();
    for (const path of [...this.#told.keys()]) {
      if (this.#folderOf(path) || this.documents.at(path)) continue;
      this.#told.delete(path);
      this.events.graphChanged(path);
    }
  }

  projects(): Project[] {
    return [...this.#projects, ...this.#lone.values()];
  }

  /** The project a file belongs to: the innermost folder that holds it. */
  projectOf(path: string): Project {
    const folder = this.#folderOf(path);
    if (folder) return folder;
    const root = repositoryRoot(path);
    let project = this.#lone.get(root);
    if (!project) {
      project = this.#newProject(root);
      this.#lone.set(root, project);
    }
    return project;
  }

  /** Whether a tool made this file: it is not looked at, even where it is open. */
  isSkipped(path: string): boolean {
    return isGenerated(path.slice(this.projectOf(path).root.length));
  }

  /** Looks at every file once, so that flows are found and questions across files answered. */
  index(progress: IndexProgress): Promise<void> {
    const before = this.#indexing;
    this.#indexing = before.then(() => this.#index(progress));
    this.#begin();
    return this.#indexing;
  }

  /** The text of an open document changed, or a document was opened or closed. */
  textChanged(path: string): void {
    const project = this.projectOf(path);
    for (const file of project.dependents(path)) this.#dirty.add(file);
    project.changed(path);
    const document = this.documents.at(path);
    if (document) project.consider(path, document.getText());
    this.#soon();
  }

  /** Files changed on the disk. What is open in the editor stays as the editor has it. */
  filesChanged(
    changes: readonly { path: string; kind: "created" | "changed" | "deleted" }[],
  ): void {
    for (const { path, kind } of changes) {
      if (isConfiguration(path)) {
        this.#relink(this.projectOf(path));
        continue;
      }
      const project = this.projectOf(path);
      if (isGenerated(path.slice(project.root.length))) continue;
      if (kind !== "changed") this.#relink(project);
      if (this.documents.at(path)) continue;
      for (const file of project.dependents(path)) this.#dirty.add(file);
      project.changed(path);
      if (kind === "deleted") project.forget(path);
      else project.consider(path, readText(path));
    }
    this.#soon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#typing);
    this.#latest++;
  }

  #folderOf(path: string): Project | undefined {
    return this.#projects.find(({ root }) => path.startsWith(`${root}/`));
  }

  #newProject(root: string): Project {
    return new Project(root, this.documents, () => this.#typeSoon());
  }

  #relink(project: Project): void {
    project.relink();
    for (const file of [...project.files(), ...this.documents.paths()]) this.#dirty.add(file);
  }

  #soon(): void {
    this.#latest++;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), DEBOUNCE);
  }

  /** Looks again at what changed, open documents first, and tells what means something else now. */
  async #refresh(): Promise<void> {
    const mine = this.#latest;
    const breathe = pacer();
    const isOpen = (path: string) => this.documents.at(path) !== undefined;
    const paths = [...this.#dirty].sort((a, b) => order(isOpen, a, b));
    const refreshed: string[] = [];
    const told = new Set<string>();
    for (const path of paths) {
      if (mine !== this.#latest) break;
      this.#dirty.delete(path);
      refreshed.push(path);
      if (this.#tell(path)) told.add(path);
      await breathe();
    }
    this.events.refreshed(refreshed, told);
    this.#logProblems();
    // Rules compare files: what changed in one may be a mistake in another.
    for (const path of this.documents.paths()) {
      if (refreshed.includes(path)) continue;
      await setImmediate();
      if (mine !== this.#latest) return;
      this.events.refreshed([path], told);
    }
  }

  #typeSoon(): void {
    this.#typing ??= setTimeout(() => {
      this.#typing = undefined;
      void this.#type();
    }, DEBOUNCE);
  }

  /** Asks the type checker what graphs were drawn without, when nothing else is to be done. */
  async #type(): Promise<void> {
    const mine = this.#latest;
    const isOpen = (path: string) => this.documents.at(path) !== undefined;
    const unsure = this.projects().flatMap((project) =>
      (project.types?.unsure() ?? []).map((path) => ({ project, path })),
    );
    for (const { project, path } of unsure.sort((a, b) => order(isOpen, a.path, b.path))) {
      if (!isOpen(path)) await this.indexed;
      if (mine !== this.#latest) return this.#typeSoon();
      for (const file of project.retype(path)) this.#dirty.add(file);
      await setImmediate();
    }
    // The program of a whole workspace is large; the one of an open document soon made again.
    for (const { project } of unsure.filter(({ path }) => !isOpen(path))) project.types?.release();
    if (this.#dirty.size > 0) await this.#refresh();
  }

  /** Tells the editor if the graph means something else than it was told. */
  #tell(path: string): boolean {
    const meaning = this.#meaning(path);
    if (meaning === (this.#told.get(path) ?? "")) return false;
    this.#remember(path, meaning);
    this.events.graphChanged(path);
    return true;
  }

  #meaning(path: string): string {
    if (this.isSkipped(path)) return "";
    try {
      return meaningOf(this.projectOf(path).analysis(path));
    } catch (error) {
      this.#log(`${path}: could not be analysed: ${(error as Error).stack}`);
      return this.#told.get(path) ?? "";
    }
  }

  /** An editor asks for all flows once; of those in a folder that comes later it has to be told. */
  #found(path: string): void {
    if (this.#hasIndexed) this.#tell(path);
    else this.#remember(path, this.#meaning(path));
  }

  #remember(path: string, meaning: string): void {
    if (meaning === "") this.#told.delete(path);
    else this.#told.set(path, meaning);
  }

  async #index(progress: IndexProgress): Promise<void> {
    const breathe = pacer();
    const began = performance.now();
    for (const project of this.#projects) {
      const files = await sourceFiles(project.root);
      let done = 0;
      for (const path of files) {
        if (progress.cancelled) return;
        if (!project.knows(path)) {
          project.consider(path, this.documents.at(path)?.getText() ?? readText(path));
        }
        if (project.knows(path)) this.#found(path);
        progress.report(++done, files.length);
        await breathe();
      }
      const took = Math.round(performance.now() - began);
      const flows = [...project.files()].length;
      this.#log(
        `${project.root}: ${files.length} files, ${flows} of them with flows or tasks, ${took} ms`,
      );
    }
    this.#hasIndexed = true;
    // Rules that compare files have more to compare now.
    this.events.refreshed(this.documents.paths(), new Set());
    this.#logProblems();
  }

  #logProblems(): void {
    for (const project of this.projects()) {
      for (const { file, message } of project.analyzer.problems()) this.#log(`${file}: ${message}`);
    }
  }

  /** Once a line: a file that cannot be read is so at every keystroke. */
  #log(line: string): void {
    if (this.#logged.has(line)) return;
    this.#logged.add(line);
    this.events.log(line);
  }
}

/** Open documents first. */
function order(isOpen: (path: string) => boolean, a: string, b: string): number {
  return Number(isOpen(b)) - Number(isOpen(a));
}

function isConfiguration(path: string): boolean {
  return /\/(?:[tj]sconfig[^/]*|package)\.json$/.test(path);
}
