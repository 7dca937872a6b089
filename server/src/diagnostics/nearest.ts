import leven from "leven";

/** The name that was probably meant, if one is near. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const limit = Math.min(given.length - 1, Math.max(2, Math.ceil(given.length / 2)));
  const [best] = names
    .map((name) => ({ name, distance: leven(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
}
