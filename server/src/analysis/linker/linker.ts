import type { FileFacts } from "../facts/model.js";
import type { Resolver } from "./resolve.js";

/** Where a name finally comes from. */
export type Target =
  | { kind: "local"; file: string; name: string }
  | { kind: "namespace"; file: string }
  /** The module lies outside the workspace. */
  | { kind: "external"; specifier: string; name: string };

export interface Place {
  file: string;
  name: string;
}

export interface Linker {
  resolve(from: string, specifier: string): string | null;
  /** Follows an export through barrels and aliases to the name that defines it. */
  exported(file: string, name: string): Target | null;
  exportNames(file: string): string[];
  /** Where a name used in a file is declared: in it, or where its import leads. */
  declared(file: string, name: string): Place | null;
  /** Classes anywhere in the workspace that extend or implement what is declared there. */
  heirs(declared: Place): Place[];
  /** Forgets what it followed: some file's exports may have changed. */
  reset(): void;
}

export function createLinker(
  resolver: Resolver,
  factsOf: (file: string) => FileFacts | undefined,
  files: () => Iterable<string>,
  /** Whether a name may be exported there, by a look at the text: a barrel has many files to look into. */
  mayExport: (file: string, name: string) => boolean,
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
    return mayExport(file, name) ? find(file, name, seen) : null;
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
      if (each.kind === "local" && each.typeOnly) return [];
      if (each.kind !== "all") return [each.exported];
      const target = resolver.resolve(file, each.specifier);
      return target ? names(target, seen).filter((name) => name !== "default") : [];
    });
  };

  const followed = new Map<string, Target | null>();
  const exported = (file: string, name: string): Target | null => {
    const key = `${file}\0${name}`;
    let target = followed.get(key);
    if (target === undefined) {
      target = find(file, name, new Set());
      followed.set(key, target);
    }
    return target;
  };

  const declared = (file: string, name: string): Place | null => {
    const fact = factsOf(file)?.imports.find((each) => each.local === name);
    if (!fact) return { file, name };
    const from = resolver.resolve(file, fact.specifier);
    const target = from === null ? null : exported(from, fact.imported);
    return target?.kind === "local" ? target : null;
  };

  let heirs: Map<string, Place[]> | undefined;
  const indexHeirs = (): Map<string, Place[]> => {
    const index = new Map<string, Place[]>();
    for (const file of files()) {
      for (const { name, of } of factsOf(file)?.heirs ?? []) {
        for (const parent of of) {
          const place = declared(file, parent);
          if (!place) continue;
          const key = `${place.file}\0${place.name}`;
          index.set(key, [...(index.get(key) ?? []), { file, name }]);
        }
      }
    }
    return index;
  };

  return {
    resolve: (from, specifier) => resolver.resolve(from, specifier),
    exported,
    declared,
    heirs({ file, name }) {
      heirs ??= indexHeirs();
      return heirs.get(`${file}\0${name}`) ?? [];
    },
    reset() {
      followed.clear();
      heirs = undefined;
    },
    exportNames: (file) => [...new Set(names(file, new Set()))],
  };
}
