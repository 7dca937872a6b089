/**
 * Lesson 12: sharing what is scarce, and asking a person.
 *
 *     npx millrace run examples/flows/ask-before-publishing.ts
 *     npx millrace limits
 *
 * Run it in two terminals at once. Together they never appraise more than two cars at a time: the
 * limit `appraisers` is the machine's, not the run's. The second run waits before it publishes,
 * because one may do that at a time. Then it asks whether to go on: type the answer, or give it from
 * anywhere else with `millrace runs answer`. Nobody answers for five minutes: nothing is published.
 */

import { setTimeout as wait } from "node:timers/promises";
import { flow, InputTimeoutError, input, logger, task } from "millrace";
import { dataset, readJson } from "../support/datasets.js";

interface Car {
  Name: string;
  Horsepower: number | null;
}

interface Appraisal {
  name: string;
  worth: number;
}

export const loadCars = task(async (count: number) =>
  (await readJson<Car[]>(dataset("cars.json"))).slice(0, count),
);

/** Two of these at a time on this machine, and no more than five begin in a second. */
export const appraise = task(
  {
    concurrency: { name: "appraisers", limit: 2, rate: 5, per: "1s" },
    runName: "appraise-{car.Name}",
  },
  async (car: Car): Promise<Appraisal> => {
    await wait(200);
    return { name: car.Name, worth: 100 * (car.Horsepower ?? 0) };
  },
);

/** Prime factors by trial: work that keeps a processor busy has a thread of its own. */
export const seal = task({ runIn: "worker" }, (appraisals: Appraisal[]): number[] => {
  const factors: number[] = [];
  let rest = appraisals.reduce((sum, { worth }) => sum + worth, 1);
  for (let factor = 2; rest > 1; factor++) {
    for (; rest % factor === 0; rest /= factor) factors.push(factor);
  }
  return factors;
});

/** The time a person takes does not count for a timeout, and leaves room for other tasks. */
export const approve = task(async (appraisals: Appraisal[], seconds: number) => {
  const best = appraisals.toSorted((a, b) => b.worth - a.worth)[0];
  try {
    return await input({
      key: "publish",
      prompt: `Publish ${appraisals.length} appraisals, the best of them ${best?.name}?`,
      timeout: seconds,
    });
  } catch (error) {
    if (error instanceof InputTimeoutError) return false;
    throw error;
  }
});

export const publish = task({ concurrency: 1 }, async (approved: boolean, seals: number[]) => {
  logger().info(approved ? `published, sealed with ${seals.join(" × ")}` : "not published");
});

export const askBeforePublishing = flow(
  { name: "ask-before-publishing" },
  async (count = 6, seconds = 300) => {
    const appraisals = appraise.map(await loadCars(count));
    const approved = approve(appraisals, seconds);
    await publish(approved, seal(appraisals));
  },
);
