/** Values as plain JSON, for people and programs to look at. */

/** What JSON has no form for is shown as a person would write it. */
export function jsonOf(value: unknown): unknown {
  const seen: unknown[] = [];
  const text = JSON.stringify(value, function (this: unknown, _key, inner: unknown) {
    // `this` is the holder: what is above it on the way down is still open.
    while (seen.length > 0 && seen.at(-1) !== this) seen.pop();
    if (typeof inner === "bigint") return `${inner}n`;
    if (inner instanceof Map) return [...inner];
    if (inner instanceof Set) return [...inner];
    if (inner instanceof Error) return String(inner);
    if (typeof inner !== "object" || inner === null) return inner;
    if (seen.includes(inner)) return "(circular)";
    seen.push(inner);
    return inner;
  });
  return text === undefined ? null : JSON.parse(text);
}
