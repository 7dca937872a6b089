import type { SourceHost } from "../../../server/src/analysis/host.js";

export interface MemoryHost extends SourceHost {
  write(path: string, text: string): void;
  remove(path: string): void;
}

/** Files from a record of path to text; paths are relative to the root `/w`. */
export function memoryHost(files: Record<string, string>, root = "/w"): MemoryHost {
  const absolute = (path: string) => (path.startsWith("/") ? path : `${root}/${path}`);
  const entries = new Map(Object.entries(files).map(([path, text]) => [absolute(path), text]));
  return {
    root,
    read: (path) => entries.get(path),
    exists: (path) => entries.has(path),
    folders: (path) => {
      const names = new Set<string>();
      for (const file of entries.keys()) {
        if (!file.startsWith(`${path}/`)) continue;
        const [name, ...rest] = file.slice(path.length + 1).split("/");
        if (name && rest.length > 0) names.add(name);
      }
      return [...names];
    },
    write: (path, text) => entries.set(absolute(path), text),
    remove: (path) => entries.delete(absolute(path)),
  };
}
