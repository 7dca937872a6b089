/** Answers that take long to get, kept for a while. */

/** @param span milliseconds for which an answer holds; that there was none is not kept */
export function remembering<K, V>(
  ask: (key: K) => V | undefined,
  span: number,
  now: () => number = () => performance.now(),
): (key: K) => V | undefined {
  const known = new Map<K, { value: V; until: number }>();
  return (key) => {
    const time = now();
    for (const [old, { until }] of known) if (until <= time) known.delete(old);
    const before = known.get(key);
    if (before !== undefined) return before.value;
    const value = ask(key);
    if (value !== undefined) known.set(key, { value, until: time + span });
    return value;
  };
}
