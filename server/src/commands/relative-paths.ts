import { relative } from "node:path";

/**
 * The same document with its paths as a person in this folder would write them, so that it can be
 * kept and compared on another machine. Paths stand under `file` throughout the contract.
 */
export function withRelativePaths<T>(value: T, folder: string): T {
  if (Array.isArray(value)) return value.map((each) => withRelativePaths(each, folder)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === "file" && typeof inner === "string"
      ? relativePath(inner, folder)
      : withRelativePaths(inner, folder),
  ]);
  return Object.fromEntries(entries) as T;
}

export function relativePath(file: string, folder: string): string {
  return relative(folder, file).replaceAll("\\", "/") || ".";
}
