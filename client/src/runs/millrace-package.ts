import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The `millrace` that a file of the workspace imports. Found, never loaded: it runs elsewhere. */
export interface MillracePackage {
  folder: string;
  /** The program of a run process. */
  run: string;
  /** The command line. */
  command: string;
}

/**
 * @param from an absolute path of a file or folder in the workspace
 * @returns undefined where `millrace` is not installed there, or not built
 */
export function findMillrace(from: string): MillracePackage | undefined {
  const folder = packageFolder(from);
  if (!folder) return undefined;
  const run = join(folder, "dist", "run.js");
  return existsSync(run) ? { folder, run, command: join(folder, "bin", "millrace.js") } : undefined;
}

function packageFolder(from: string): string | undefined {
  try {
    // A path that ends in a file's name: a folder alone would be looked up beside itself.
    return dirname(createRequire(join(from, "_")).resolve("millrace/package.json"));
  } catch {
    return undefined;
  }
}

/** The nearest folder with a `package.json` or a `.git`: where the library keeps its store. */
export function projectRoot(file: string): string {
  for (let at = dirname(file); ; at = dirname(at)) {
    if (existsSync(join(at, "package.json")) || existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return dirname(file);
  }
}
