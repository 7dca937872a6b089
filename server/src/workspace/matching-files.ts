import { statSync } from "node:fs";
import { join } from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";

/** The files that a pattern names on the disk, as the runtime finds them. */
export interface MatchingFiles {
  /**
   * Relative to the folder, with forward slashes, sorted; of a folder, all that is in it. Undefined
   * where nobody can know.
   */
  paths(folder: string, pattern: string): readonly string[] | undefined;
}

/** Never meant by a wildcard; who means them names them. */
const UNMEANT = ["node_modules", ".git", ".millrace"];
/** Milliseconds that an answer is good for: rules ask again with every edit. */
const FRESH = 5_000;

/** @param now milliseconds of any clock that does not stand still */
export function matchingFiles(now: () => number = () => performance.now()): MatchingFiles {
  const known = new Map<string, { paths: readonly string[]; until: number }>();
  return {
    paths(folder, pattern) {
      const key = `${folder}\0${pattern}`;
      const before = known.get(key);
      if (before && before.until > now()) return before.paths;
      const paths = find(folder, pattern);
      known.set(key, { paths, until: now() + FRESH });
      return paths;
    },
  };
}

function find(folder: string, pattern: string): string[] {
  if (isDynamicPattern(pattern)) {
    const unmeant = UNMEANT.filter((name) => !pattern.includes(name));
    return below(folder, pattern, unmeant).sort();
  }
  const stats = statSync(join(folder, pattern), { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [pattern];
  const name = pattern.replace(/\/$/, "");
  return [`${name}/`, ...below(join(folder, name), "**", UNMEANT).map((path) => `${name}/${path}`)];
}

function below(cwd: string, pattern: string, unmeant: readonly string[]): string[] {
  return globSync(pattern, {
    cwd,
    dot: true,
    expandDirectories: false,
    ignore: unmeant.map((name) => `**/${name}/**`),
  });
}
