import { type ChildProcess, spawn } from "node:child_process";
import { dirname } from "node:path";
import { libraryEntry } from "../../cli/run-process.js";
import { workspaceRoot } from "../../engine/workspace.js";
import { killTree } from "../../processes/tree.js";
import { isConfig } from "./candidates.js";
import type { FoundFile } from "./found.js";

/** How long one file may take to load, in milliseconds. */
const patience = 30_000;

/**
 * Loads files in a process of their own, one for each workspace, and tells what is scheduled in them.
 * A file that ends or stops that process costs only itself.
 */
export async function discover(files: readonly string[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const ofOne of byWorkspace(files)) {
    for (let rest = ofOne; rest.length > 0; ) {
      const some = await load(rest);
      found.push(...some);
      rest = rest.slice(some.length);
    }
  }
  return found;
}

function byWorkspace(files: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const root = workspaceRoot(dirname(file));
    groups.set(root, [...(groups.get(root) ?? []), file]);
  }
  return [...groups.values()];
}

/** Loads files in order until one of them ends the process. @returns at least the first one's */
async function load(files: readonly string[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const [first = ""] = files;
  const child = spawn(process.execPath, [...process.execArgv, libraryEntry(first, "discover.js")], {
    // What a module prints while it loads must not mix with the output of the command.
    stdio: ["ignore", 2, 2, "ipc"],
    windowsHide: true,
  });
  child.send([...files]);
  let loading = first;
  let impatient = false;
  const watch = () =>
    setTimeout(() => {
      impatient = true;
      kill(child);
    }, patience);
  let timer = watch();
  child.on("message", (message: { loading?: string; found?: FoundFile }) => {
    if (message.loading) loading = message.loading;
    if (message.found) found.push(message.found);
    clearTimeout(timer);
    timer = watch();
  });
  const how = await ended(child);
  clearTimeout(timer);
  if (found.length < files.length) {
    const what = impatient
      ? `took more than ${patience / 1000} s to load`
      : `ended the process that loaded it (${how})`;
    const remedy = isConfig(loading)
      ? "A configuration must do nothing but export its settings."
      : "A file with flows must not call process.exit, or do work of its own, when it is imported.";
    const place = { file: loading, line: 1, column: 1 };
    const message = `the file ${what}`;
    found.push({
      file: loading,
      flows: [],
      problems: [{ file: loading, message, place, remedy }],
      alerts: [],
    });
  }
  return found;
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? `status ${code}`));
  });
}

function kill({ pid }: ChildProcess): void {
  if (pid !== undefined) killTree(pid);
}
