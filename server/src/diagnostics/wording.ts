import type { Definition, Site } from "../analysis/index.js";

/** `'load'`, `'load' and 'save'`, `'load', 'save' and 2 more`: each name once. */
export function named(sites: Iterable<Site | Definition>): string {
  const names = [...new Set([...sites].map(({ label }) => `'${label}'`))];
  if (names.length <= 2) return names.join(" and ");
  return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
