/** Which files may hold scheduled flows: found by looking at names and text, not by loading them. */
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
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
 * `millrace` and of a schedule, as far as they can be read. With them, the configuration of their
 * workspaces.
 * @throws UsageError where a path is not there, or is a folder that cannot be read
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
    if (!stat.isDirectory()) return [full];
    const entries = entriesOf(full);
    if (entries === undefined) {
      throw new UsageError(`the folder ${path} cannot be read by this user`, {
        remedy: "Give this user the right to read it, or name the files that have scheduled flows.",
      });
    }
    return [...mayBeScheduled(full, entries)];
  });
  const roots = new Set(files.map((file) => workspaceRoot(dirname(file))));
  const configs = [...roots].flatMap((root) => configFileOf(root) ?? []);
  return [...new Set([...files, ...configs])];
}

function* mayBeScheduled(folder: string, entries: readonly Dirent[]): Generator<string> {
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!isSkipped(entry.name)) yield* mayBeScheduled(path, entriesOf(path) ?? []);
    } else if (entry.isFile() && source.test(entry.name) && speaksOfSchedules(path)) yield path;
  }
}

function entriesOf(folder: string): Dirent[] | undefined {
  return ifReadable(() => readdirSync(folder, { withFileTypes: true }));
}

function speaksOfSchedules(file: string): boolean {
  if (isConfig(file)) return false;
  const text = ifReadable(() => readFileSync(file, "utf8")) ?? "";
  return text.includes("millrace") && /\bschedules?\b/.test(text);
}

/** Data of other users may lie between flows, and files come and go while they are looked at. */
function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["EACCES", "EPERM", "ENOENT"].includes(code)) return undefined;
    throw error;
  }
}

/** A path as short as it reads well. */
export function shown(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith("..") ? file : short;
}
