/**
 * Machines are noisy, and their noise drifts: what is to be compared is measured in turns, and each
 * round starts with another subject, so that a slow minute falls on all of them alike.
 */
export async function inTurns<Name extends string, Sample>(
  rounds: number,
  subjects: Record<Name, () => Promise<Sample>>,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(subjects) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    Sample[]
  >;
  for (let round = 0; round < rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      samples[name].push(await subjects[name]());
    }
  }
  return samples;
}
