/** The files that patterns name, as they are on the disk now. */
import { statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { glob } from "tinyglobby";
import type { Pattern } from "./patterns.js";

/** Never meant by a wildcard; who means them names them. */
const unmeant = ["node_modules", ".git", ".millrace"];

export interface Matched {
  /** Paths relative to the folder, with forward slashes, sorted. A folder's own ends in `/`. */
  paths: string[];
  /** Those that had to match something and did not. */
  unmatched: Pattern[];
}

/**
 * Hidden files are matched like any others. Links count as what they lead to.
 * @param cwd absolute
 */
export async function filesMatching(cwd: string, patterns: readonly Pattern[]): Promise<Matched> {
  const paths = new Set<string>();
  const unmatched: Pattern[] = [];
  for (const pattern of patterns) {
    const found = await matching(cwd, pattern);
    if (pattern.negated) for (const path of found) paths.delete(path);
    else for (const path of found) paths.add(path);
    if (found.length === 0 && !pattern.negated && !pattern.optional) unmatched.push(pattern);
  }
  return { paths: [...paths].sort(), unmatched };
}

async function matching(cwd: string, { text, dynamic }: Pattern): Promise<string[]> {
  if (dynamic)
    return below(
      cwd,
      text,
      unmeant.filter((name) => !text.includes(name)),
    );
  const path = resolve(cwd, text);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  const named = relativePath(cwd, path);
  if (!found.isDirectory()) return [named];
  if (text.endsWith("/")) return [`${named}/`];
  const inside = await below(path, "**", unmeant);
  return [`${named}/`, ...inside.map((name) => (named === "" ? name : `${named}/${name}`))];
}

function below(cwd: string, pattern: string, skipped: readonly string[]): Promise<string[]> {
  return glob(pattern, {
    cwd,
    dot: true,
    expandDirectories: false,
    ignore: skipped.map((name) => `**/${name}/**`),
  });
}

function relativePath(cwd: string, path: string): string {
  const found = relative(cwd, path);
  return sep === "/" ? found : found.replaceAll(sep, "/");
}
