/**
 * Programs name files by where they really are; an editor names them as the folder was opened, which
 * may be through a link, or with another letter for the drive. What runs say is brought to the
 * editor's names where it comes in.
 */
import { realpathSync } from "node:fs";

/** Brings a file's name, or a place that begins with one, to the editor's. */
export type Rename = (place: string) => string;

/**
 * @param folder as the editor opened it
 * @returns undefined where both call it the same
 */
export function renamingIn(folder: string): Rename | undefined {
  const real = realPath(folder);
  return real === undefined || real === folder ? undefined : renaming(real, folder);
}

/** @param caseless whether names that differ by case alone are the same */
export function renaming(real: string, opened: string, caseless = isWindows): Rename {
  const known = (text: string) => (caseless ? text.toLowerCase() : text);
  const start = known(real);
  return (place) => {
    const rest = place.slice(real.length);
    return known(place).startsWith(start) && /^([\\/]|$)/.test(rest) ? opened + rest : place;
  };
}

/** The same value, with every file and call site in it renamed; what people's code made stays. */
export function renamed<T>(value: T, rename: Rename): T {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, renamedIn(key, inner, rename)]);
  return Object.fromEntries(entries) as T;
}

const PLACES = new Set(["file", "node", "via"]);
const PEOPLES = new Set(["params", "schema", "message", "text"]);

function renamedIn(key: string, value: unknown, rename: Rename): unknown {
  if (PEOPLES.has(key)) return value;
  if (!PLACES.has(key)) return renamed(value, rename);
  if (typeof value === "string") return rename(value);
  const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isList ? value.map((item) => rename(item)) : value;
}

const isWindows = process.platform === "win32";

function realPath(folder: string): string | undefined {
  try {
    return realpathSync.native(folder);
  } catch {
    return undefined;
  }
}
