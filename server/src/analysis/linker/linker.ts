import type { FileFacts } from "../facts/model.js";
import type { Resolver } from "./resolve.js";

/** Where a name finally comes from. */
export type Target =
  | { kind: "local"; file: string; name: string }
  | { kind: "namespace"; file: string }
  /** The module lies outside the workspace. */
  | { kind: "external"; specifier: string; name: string };

export interface Linker {
  resolve(from: string, specifier: string): string | null;
  /** Follows an export through barrels and aliases to the name that defines it. */
  exported(file: string, name: string): Target | null;
  exportNames(file: string): string[];
  /** Forgets what it followed: some file's exports may have changed. */
  reset(): void;
}

export function createLinker(
  resolver: Resolver,
  factsOf: (file: string) => FileFacts | undefined,
): Linker {
  const follow = (
    from: string,
    specifier: string,
    name: string,
    seen: Set<string>,
  ): Target | null => {
    const file = resolver.resolve(from, specifier);
    if (file === null) return { kind: "external", specifier, name };
    if (name === "*") return { kind: "namespace", file };
    return find(file, name, seen);
  };

  const find = (file: string, name: string, seen: Set<string>): Target | null => {
    // Two barrels may re-export one another; each name of each file is visited once.
    const key = `${file}\0${name}`;
    if (seen.has(key)) return null;
    seen.add(key);
    const facts = factsOf(file);
    if (!facts) return null;
    for (const each of facts.exports) {
      if (each.kind === "all" || each.exported !== name) continue;
      if (each.kind === "from") return follow(file, each.specifier, each.imported, seen);
      const imported = facts.imports.find((one) => one.local === each.local);
      if (imported) return follow(file, imported.specifier, imported.imported, seen);
      return { kind: "local", file, name: each.local };
    }
    if (name === "default") return null;
    for (const each of facts.exports) {
      if (each.kind !== "all") continue;
      const found = follow(file, each.specifier, name, seen);
      if (found && found.kind !== "external") return found;
    }
    // `export * from "millrace"` in a barrel: the name can only come from there.
    const outside = facts.exports.find(
      (each) => each.kind === "all" && resolver.resolve(file, each.specifier) === null,
    );
    if (outside?.kind === "all") return { kind: "external", specifier: outside.specifier, name };
    return null;
  };

  const names = (file: string, seen: Set<string>): string[] => {
    if (seen.has(file)) return [];
    seen.add(file);
    return (factsOf(file)?.exports ?? []).flatMap((each) => {
      if (each.kind !== "all") return [each.exported];
      const target = resolver.resolve(file, each.specifier);
      return target ? names(target, seen).filter((name) => name !== "default") : [];
    });
  };

  const followed = new Map<string, Target | null>();
  return {
    resolve: (from, specifier) => resolver.resolve(from, specifier),
    exported(file, name) {
      const key = `${file}\0${name}`;
      let target = followed.get(key);
      if (target === undefined) {
        target = find(file, name, new Set());
        followed.set(key, target);
      }
      return target;
    },
    reset: () => followed.clear(),
    exportNames: (file) => [...new Set(names(file, new Set()))],
  };
}
