import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname } from "node:path";

/** Folders that hold what tools made, never what a person wrote. */
const GENERATED = new Set(["node_modules", "dist", "out", "build", "coverage"]);
const SOURCE = /\.[cm]?[jt]sx?$/;
const GENERATED_FILE = /\.d\.[cm]?ts$|\.min\.[cm]?js$/;

/** Text of a file without its byte order mark, or undefined where it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch {
    return undefined;
  }
}

/** Names of the folders directly in a folder. */
export function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** TypeScript and JavaScript files below a folder, absolute, without what tools generated. */
export async function sourceFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  const pending = [folder];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    // A folder that is gone, or not ours to read, has no files.
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      // Links are not followed: they may lead in circles.
      if (entry.isDirectory()) {
        if (!isGeneratedFolder(entry.name)) pending.push(`${at}/${entry.name}`);
      } else if (entry.isFile() && SOURCE.test(entry.name) && !GENERATED_FILE.test(entry.name)) {
        files.push(`${at}/${entry.name}`);
      }
    }
  }
  return files.sort();
}

/** @param path relative to the folder of the workspace */
export function isGenerated(path: string): boolean {
  const folders = path.split("/").slice(0, -1);
  return GENERATED_FILE.test(path) || folders.some(isGeneratedFolder);
}

function isGeneratedFolder(name: string): boolean {
  return GENERATED.has(name) || (name.startsWith(".") && name.length > 1);
}

/** The nearest folder with a `package.json` or a `.git`: what the keys of its flows are relative to. */
export function packageRoot(file: string): string {
  return above(file, (folder) => has(folder, "package.json") || has(folder, ".git"));
}

/** The folder whose files may import one another by package name: a file's repository. */
export function repositoryRoot(file: string): string {
  const nearest = packageRoot(file);
  const workspaces = above(`${nearest}/_`, (folder) => {
    const manifest = readText(`${folder}/package.json`);
    return has(folder, ".git") || (manifest?.includes('"workspaces"') ?? false);
  });
  return has(workspaces, "package.json") ? workspaces : nearest;
}

/** The nearest folder above a file that passes; the file's own folder where none does. */
function above(file: string, passes: (folder: string) => boolean): string {
  const own = dirname(file);
  for (let folder = own; ; folder = dirname(folder)) {
    if (passes(folder)) return folder;
    if (dirname(folder) === folder) return own;
  }
}

function has(folder: string, name: string): boolean {
  return existsSync(`${folder}/${name}`);
}
