/** Which files may hold scheduled flows: found by looking at names and text, not by loading them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { workspaceRoot } from "../../engine/workspace.js";
import { configFileOf } from "../../loader/config-file.js";
import { UsageError } from "../../loader/usage-error.js";

const source = /(?<!\.d)\.[cm]?[jt]sx?$/;
const skipped = new Set(["node_modules", "dist", "build", "out", "coverage"]);

/** Folders where nobody keeps flows. */
export function isSkipped(name: string): boolean {
  return skipped.has(name) || (name.startsWith(".") && name.length > 1);
}

export function isConfig(file: string): boolean {
  return /^millrace\.config\.[cm]?[jt]s$/.test(basename(file));
}

/**
 * The files to load. A file that is named is taken as it is; of a folder, those whose text speaks of
 * `millrace` and of a schedule. With them, the configuration of their workspaces.
 * @throws UsageError where a path is not there
 */
export function candidates(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) => {
    const full = resolve(path);
    const stat = statSync(full, { throwIfNoEntry: false });
    if (stat === undefined) {
      throw new UsageError(`no such file or folder: ${path}`, {
        remedy: "Give the files that have scheduled flows, or a folder that has such files.",
      });
    }
    return stat.isDirectory() ? [...mayBeScheduled(full)] : [full];
  });
  const roots = new Set(files.map((file) => workspaceRoot(dirname(file))));
  const configs = [...roots].flatMap((root) => configFileOf(root) ?? []);
  return [...new Set([...files, ...configs])];
}

function* mayBeScheduled(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!isSkipped(entry.name)) yield* mayBeScheduled(path);
    } else if (entry.isFile() && source.test(entry.name) && speaksOfSchedules(path)) yield path;
  }
}

function speaksOfSchedules(file: string): boolean {
  if (isConfig(file)) return false;
  const text = readFileSync(file, "utf8");
  return text.includes("millrace") && /\bschedules?\b/.test(text);
}

/** A path as short as it reads well. */
export function shown(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith("..") ? file : short;
}
