/**
 * Lesson 8: never compute the same thing twice.
 *
 *     npx millrace run examples/flows/cached-features.ts     # about two seconds
 *     npx millrace run examples/flows/cached-features.ts     # at once: Cached
 *     npx millrace run examples/flows/cached-features.ts -p magnitude=5
 *
 * `cache: true` keys the result by the task's inputs and its source: change either and it runs
 * again. A key of your own says what matters to you: here, the day.
 */
import { setTimeout as delay } from "node:timers/promises";
import { flow, task } from "millrace";
import { dataset, readJson } from "../support/datasets.js";

interface Earthquakes {
  features: { properties: { mag: number | null; place: string; time: number } }[];
}

interface Quake {
  place: string;
  magnitude: number;
  time: Date;
}

export const strongQuakes = task({ cache: true }, async (magnitude: number): Promise<Quake[]> => {
  await delay(2_000); // stands for the hour that your own model takes
  const { features } = await readJson<Earthquakes>(dataset("earthquakes.json"));
  return features.flatMap(({ properties: { mag, place, time } }) =>
    mag !== null && mag >= magnitude ? [{ place, magnitude: mag, time: new Date(time) }] : [],
  );
});

export const headline = task(
  { cache: { key: () => `headline-${new Date().toISOString().slice(0, 10)}`, expires: "1d" } },
  (quakes: Quake[]) => {
    const strongest = quakes.reduce((a, b) => (b.magnitude > a.magnitude ? b : a));
    return `${quakes.length} quakes, the strongest ${strongest.magnitude} at ${strongest.place}`;
  },
);

export const cachedFeatures = flow({ name: "cached-features" }, (magnitude = 4.5) =>
  headline(strongQuakes(magnitude)),
);
