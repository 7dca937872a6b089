import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { createPathsMatcher, getTsconfig } from "get-tsconfig";
import { sourceExtensions } from "./source.js";

const matchers = new Map<string, ReturnType<typeof createPathsMatcher>>();

/**
 * The source file a relative import or one through tsconfig `paths` leads to, as TypeScript finds
 * it: `./a.js` may be `a.ts`, a folder may have an index. `undefined` for packages.
 */
export function resolveModule(specifier: string, from: string): string | undefined {
  if (/^\.{1,2}($|\/)/.test(specifier)) return existing(resolve(dirname(from), specifier));
  const matches = pathsOf(from)?.(specifier) ?? [];
  for (const match of matches) {
    const found = existing(match);
    if (found) return found;
  }
  return undefined;
}

function pathsOf(file: string) {
  const folder = dirname(file);
  if (!matchers.has(folder)) {
    const config = getTsconfig(folder);
    matchers.set(folder, config ? createPathsMatcher(config) : null);
  }
  return matchers.get(folder);
}

function existing(path: string): string | undefined {
  const withoutJs = path.replace(/\.([cm]?)jsx?$/, "");
  const bases = withoutJs === path ? [path] : [path, withoutJs];
  const candidates = [
    path,
    ...bases.flatMap((base) => sourceExtensions.map((extension) => base + extension)),
    ...sourceExtensions.map((extension) => resolve(path, `index${extension}`)),
  ];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
}
