/**
 * Lesson 7: what a failure looks like.
 *
 *     npx millrace run examples/flows/quality-gate.ts ; echo "exit status $?"
 *
 * `check` finds rows without a price and throws. `publish` needs what `check` returns, so it never
 * starts: UpstreamFailed. `notify` takes the failure as a value with `allowFailure` and still runs.
 * The message says what is wrong and where, the exit status is 1, and after a repair
 * `millrace runs retry` runs only what is missing.
 */

import { allowFailure, flow, logger, task } from "millrace";
import { dataset, readJson } from "../support/datasets.js";

interface Car {
  Name: string;
  Miles_per_Gallon: number | null;
  Horsepower: number | null;
}

export const extract = task(() => readJson<Car[]>(dataset("cars.json")));

export const check = task((cars: Car[], allowedMissing: number): Car[] => {
  const incomplete = cars.filter((car) => car.Horsepower === null || car.Miles_per_Gallon === null);
  if (incomplete.length > allowedMissing) {
    const examples = incomplete.slice(0, 3).map((car) => car.Name);
    throw new Error(
      `${incomplete.length} of ${cars.length} cars lack a measurement (allowed: ${allowedMissing}), such as ${examples.join(", ")}`,
    );
  }
  return cars.filter((car) => !incomplete.includes(car));
});

export const publish = task((cars: Car[]) => `published ${cars.length} cars`);

export const notify = task((outcome: Car[] | Error) => {
  if (outcome instanceof Error) logger().warn(`the gate is closed: ${outcome.message}`);
  else logger().info(`the gate let ${outcome.length} cars through`);
});

export const qualityGate = flow({ name: "quality-gate" }, async (allowedMissing = 0) => {
  const cars = extract();
  const good = check(cars, allowedMissing);
  const published = publish(good);
  await notify(allowFailure(good));
  return published;
});
