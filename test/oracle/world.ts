/**
 * What a program cannot decide itself: which conditions hold, how long lists are, which tasks fail,
 * and which of the running tasks ends next. The same world decides the same way every time.
 */
export interface World {
  name: string;
  seed: number;
  /** All conditions true and lists of two; all false and lists empty; or each by its own lot. */
  answers: "yes" | "no" | "mixed";
  /** Which of the running tasks ends next: the one that started first or last, or any. */
  ends: "first" | "last" | "any";
  /** The share of task calls that fail. */
  failures: number;
}

/** `count` worlds, the extremes first, then such with failures among those without. */
export function worlds(count: number, seed = 1): World[] {
  const all: World[] = [
    { name: "yes", seed, answers: "yes", ends: "first", failures: 0 },
    { name: "no", seed, answers: "no", ends: "last", failures: 0 },
  ];
  for (let i = 0; all.length < count; i++) {
    const ends = (["last", "first", "any"] as const)[i % 3] as World["ends"];
    const failures = i % 3 === 2 ? 0.3 : 0;
    all.push({ name: `mixed ${i}`, seed: seed * 1000 + i, answers: "mixed", ends, failures });
  }
  return all.slice(0, count);
}

/** A number in 0..1 that depends on nothing but its arguments. */
export function lot(world: World, ...about: (string | number)[]): number {
  // FNV-1a, then a finaliser, so that names that differ in one letter share nothing.
  let hash = 2166136261 ^ world.seed;
  for (const char of about.join("\0")) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

export function holds(world: World, ...about: (string | number)[]): boolean {
  if (world.answers !== "mixed") return world.answers === "yes";
  return lot(world, "holds", ...about) < 0.5;
}

/** 0, 1 or 2. */
export function length(world: World, ...about: (string | number)[]): number {
  if (world.answers !== "mixed") return world.answers === "yes" ? 2 : 0;
  return Math.floor(lot(world, "length", ...about) * 3);
}
