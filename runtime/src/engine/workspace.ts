/** The workspace root of a file: the nearest folder with a `package.json` or a `.git`. */
import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

const roots = new Map<string, string>();

/** Absolute path of the root above `folder`; the folder itself where there is none. */
export function workspaceRoot(folder: string): string {
  const known = roots.get(folder);
  if (known !== undefined) return known;
  const root = findRoot(folder);
  roots.set(folder, root);
  return root;
}

function findRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json")) || existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** The path of a file relative to its workspace root, with forward slashes. */
export function relativeToRoot(file: string): string {
  if (file === "") return "";
  const path = relative(workspaceRoot(dirname(file)), file);
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
