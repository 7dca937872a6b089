type Subjects = Record<string, () => Promise<unknown>>;

/**
 * Machines are noisy, and their noise drifts: what is to be compared is measured in turns, and each
 * round starts with another subject, so that a slow minute falls on all of them alike.
 */
export async function inTurns<S extends Subjects>(
  rounds: number,
  subjects: S,
): Promise<{ [Name in keyof S]: Awaited<ReturnType<S[Name]>>[] }> {
  const names = Object.keys(subjects);
  const samples: Record<string, unknown[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      samples[name]?.push(await subjects[name]?.());
    }
  }
  return samples as { [Name in keyof S]: Awaited<ReturnType<S[Name]>>[] };
}
