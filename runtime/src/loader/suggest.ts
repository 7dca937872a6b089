import leven from "leven";

/** `, did you mean "x"?` where one of the names is close to what was given, else nothing. */
export function didYouMean(given: string, names: readonly string[]): string {
  const limit = Math.min(given.length - 1, Math.max(2, Math.ceil(given.length / 2)));
  const [best] = names
    .map((name) => ({ name, distance: leven(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return best ? `, did you mean "${best.name}"?` : "";
}
