import type { Codebase } from "./codebase.js";

/** The tags that tasks of the workspace bear, sorted. */
export function tagsInUse(codebase: Codebase): string[] {
  const tags = new Set<string>();
  for (const file of codebase.files()) {
    for (const { options } of codebase.source(file)?.facts.definitions ?? []) {
      const value = options.find(({ name }) => name === "tags")?.value;
      if (!Array.isArray(value)) continue;
      for (const tag of value) if (typeof tag === "string") tags.add(tag);
    }
  }
  return [...tags].sort();
}
