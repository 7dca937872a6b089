/**
 * The files of a browser's workspace. The server asks for files as Node.js answers them, at once; in
 * a browser they come over the network, so the editor hands over all that may matter, and they are
 * kept here. The bundle for browsers has this module in place of `node:fs` and `node:fs/promises`.
 */

const texts = new Map<string, string>();
/** What is directly in a folder: names, and whether each is a folder. */
const folders = new Map<string, Map<string, boolean>>();

/** @param text undefined where the file is gone */
export function write(path: string, text: string | undefined): void {
  if (text === undefined) {
    texts.delete(path);
    const at = path.lastIndexOf("/");
    folders.get(path.slice(0, at))?.delete(path.slice(at + 1));
    return;
  }
  texts.set(path, text);
  const names = path.split("/");
  for (let depth = names.length - 1; depth > 0; depth--) {
    const folder = names.slice(0, depth).join("/");
    const entries = folders.get(folder) ?? new Map<string, boolean>();
    folders.set(folder, entries);
    entries.set(names[depth] ?? "", depth < names.length - 1);
  }
}

export function existsSync(path: string): boolean {
  return texts.has(path) || folders.has(path);
}

export function readFileSync(path: string): string {
  const text = texts.get(path);
  if (text === undefined) throw new Error(`${path} is not among the files the editor knows`);
  return text;
}

export function readdirSync(path: string): Entry[] {
  const entries = folders.get(path);
  if (!entries) throw new Error(`${path} is not among the folders the editor knows`);
  return [...entries].map(([name, isFolder]) => ({
    name,
    isDirectory: () => isFolder,
    isFile: () => !isFolder,
  }));
}

export async function readdir(path: string): Promise<Entry[]> {
  return readdirSync(path);
}

interface Entry {
  name: string;
  isDirectory(): boolean;
  isFile(): boolean;
}
