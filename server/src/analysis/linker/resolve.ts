import type { SourceHost } from "../host.js";
import { type Package, packageFiles, packageImports, workspacePackages } from "./packages.js";
import { folderOf, join } from "./paths.js";
import { type CompilerPaths, type ConfigProblem, compilerPathsFor, mapped } from "./tsconfig.js";

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
const SOURCE_OF: Record<string, string[]> = {
  ".js": [".ts", ".tsx", ".js", ".jsx"],
  ".jsx": [".tsx", ".jsx"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
};

export interface Resolver {
  /** The file an import stands for, or null where it lies outside the workspace. */
  resolve(from: string, specifier: string): string | null;
  problems(): ConfigProblem[];
  /** Forgets what it knows: files came, went, or a config changed. */
  reset(): void;
}

export function createResolver(host: SourceHost): Resolver {
  const resolved = new Map<string, string | null>();
  const compilerPaths = new Map<string, CompilerPaths | null>();
  const problems = new Map<string, ConfigProblem>();
  let packages: Map<string, Package> | undefined;

  const pathsFor = (folder: string): CompilerPaths | null => {
    let paths = compilerPaths.get(folder);
    if (paths === undefined) {
      paths = compilerPathsFor(host, folder, (problem) => problems.set(problem.file, problem));
      compilerPaths.set(folder, paths);
    }
    return paths;
  };

  const candidates = (folder: string, specifier: string): string[] => {
    if (specifier.startsWith(".") || specifier.startsWith("/")) return [join(folder, specifier)];
    if (specifier.startsWith("#")) return packageImports(host, folder, specifier);
    const paths = pathsFor(folder);
    packages ??= workspacePackages(host);
    return [...(paths ? mapped(paths, specifier) : []), ...packageFiles(packages, specifier)];
  };

  return {
    resolve(from, specifier) {
      const folder = folderOf(from);
      const key = `${folder}\0${specifier}`;
      let file = resolved.get(key);
      if (file === undefined) {
        file = first(candidates(folder, specifier), (path) => sourceFile(host, path));
        resolved.set(key, file);
      }
      return file;
    },
    problems: () => [...problems.values()],
    reset() {
      resolved.clear();
      compilerPaths.clear();
      problems.clear();
      packages = undefined;
    },
  };
}

function first<T, R>(items: T[], find: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

/** Tries the path as it is, with each extension, as the source of a built name, and as a folder. */
function sourceFile(host: SourceHost, path: string): string | null {
  const extension = /\.[a-z]+$/.exec(path)?.[0] ?? "";
  const stem = extension ? path.slice(0, -extension.length) : path;
  const sources = (SOURCE_OF[extension] ?? []).map((each) => stem + each);
  const exact = EXTENSIONS.includes(extension) ? [...sources, path] : [];
  const places = [
    ...exact,
    ...EXTENSIONS.map((each) => path + each),
    ...EXTENSIONS.map((each) => `${path}/index${each}`),
  ];
  return places.find((place) => host.exists(place)) ?? null;
}
