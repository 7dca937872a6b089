import { type Node, Project, type SourceFile, ts } from "ts-morph";
import type { TypeOracle } from "../analysis/index.js";
import { LIBRARY_FILE, LIBRARY_TYPES } from "./millrace.js";

/** What the checker reads: the same texts and the same links as the analysis. */
export interface TypeSources {
  read(path: string): string | undefined;
  resolve(from: string, specifier: string): string | null;
}

/** Asks TypeScript, and takes the time that takes: a program of its own, kept from question to question. */
export interface TypeChecker extends TypeOracle {
  /** Whether an answer may have come from this file's text. */
  hasRead(file: string): boolean;
  /** Lets go of the program; the next question makes another one. */
  release(): void;
}

/**
 * Asks TypeScript's checker about the calls whose value nobody could follow. The program is made with
 * the first question, of the files that the asked one imports, and only ever given texts that changed.
 */
export function createTypeOracle(sources: TypeSources): TypeChecker {
  let project: Project | undefined;
  const read = new Map<string, { text: string; imports: readonly string[] }>();

  const open = (): Project => {
    project ??= newProject(sources);
    return project;
  };

  /** Brings a file and all it imports up to date. */
  const update = (file: string, seen = new Set<string>()): SourceFile | undefined => {
    const text = seen.has(file) ? undefined : sources.read(file);
    if (text === undefined) return undefined;
    seen.add(file);
    let known = read.get(file);
    if (known?.text !== text) {
      const { importedFiles } = ts.preProcessFile(text);
      known = { text, imports: importedFiles.map(({ fileName }) => fileName) };
      read.set(file, known);
      open().createSourceFile(file, text, { overwrite: true });
    }
    for (const specifier of known.imports) {
      const imported = sources.resolve(file, specifier);
      if (imported) update(imported, seen);
    }
    return open().getSourceFile(file);
  };

  return {
    callable(file, { start, end }) {
      const source = update(file);
      const node = source && nodeAt(source, start, end);
      return node ? kindOf(node) : null;
    },
    hasRead: (file) => read.has(file),
    release() {
      project = undefined;
      read.clear();
    },
  };
}

function newProject(sources: TypeSources): Project {
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: {
      allowJs: true,
      target: ts.ScriptTarget.ES2022,
      // The language's own. A browser's are most of what there is to read, and the .vsix has none.
      lib: ["lib.esnext.d.ts"],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      noEmit: true,
    },
    resolutionHost: () => ({
      resolveModuleNames: (names, from) =>
        names.map((name) => {
          const resolvedFileName = sources.resolve(from, name);
          return resolvedFileName ? { resolvedFileName } : undefined;
        }),
    }),
  });
  project.createSourceFile(LIBRARY_FILE, LIBRARY_TYPES);
  return project;
}

function nodeAt(source: SourceFile, start: number, end: number): Node | undefined {
  let node = source.getDescendantAtPos(start);
  while (node && node.getEnd() < end) node = node.getParent();
  return node?.getStart() === start && node.getEnd() === end ? node : undefined;
}

/** Every type it may have has to be the same one of the library's. */
function kindOf(node: Node): "task" | "flow" | null {
  const type = node.getType().getNonNullableType();
  const kinds = (type.isUnion() ? type.getUnionTypes() : [type]).map((each) => {
    const symbol = each.getSymbol();
    const isOurs = symbol
      ?.getDeclarations()
      .some((declaration) => declaration.getSourceFile().getFilePath() === LIBRARY_FILE);
    return isOurs ? symbol?.getName() : undefined;
  });
  if (kinds.every((kind) => kind === "Task")) return "task";
  return kinds.every((kind) => kind === "Flow") ? "flow" : null;
}
