/**
 * Lesson 10: a flow that runs by itself, and says so when it cannot.
 *
 *     npx millrace schedules examples/flows --next 3
 *     npx millrace serve examples/flows
 *     npx millrace backfill examples/flows/scheduled.ts --from 2026-01-05 --to 2026-01-09
 *
 * A slot of the schedule is run once, however often the service is restarted. The flow works by
 * `runtime().scheduled`, the moment it was due, and not by the clock: so a late run and a backfill do
 * the work of the right day.
 */

import { artifact, flow, logger, runtime, task } from "millrace";
import { dataset, readCsv } from "../support/datasets.js";

interface Weather {
  date: string;
  weather: string;
  temp_max: string;
}

export const loadWeather = task(
  async () => (await readCsv(dataset("seattle-weather.csv"))) as unknown as Weather[],
);

/** What the weather was like on this day of the year, in the years that are known. */
export const sameDay = task({ runName: "same-day-{day}" }, (rows: Weather[], day: string) =>
  rows.filter(({ date }) => date.slice(5) === day),
);

export const publish = task((day: string, rows: Weather[]) => {
  artifact.table(
    `weather-${day}`,
    rows.map(({ date, weather, temp_max }) => ({ date, weather, temp_max })),
  );
  logger().info(
    `${day}: ${rows.length} years, warmest ${Math.max(...rows.map((row) => Number(row.temp_max)))} °C`,
  );
});

export const weatherOfTheDay = flow(
  {
    name: "weather-of-the-day",
    schedule: {
      name: "weekdays",
      cron: "0 6 * * 1-5",
      timezone: "America/Los_Angeles",
      // After a weekend in which the machine was off, one run is enough.
      catchUp: "last",
      overlap: "skip",
    },
    alerts: [
      { on: ["failure", "crash", "recovery"], to: { desktop: true } },
      { longerThan: "5m", to: { desktop: true } },
    ],
  },
  async () => {
    const moment = runtime().scheduled ?? new Date();
    const day = moment.toISOString().slice(5, 10);
    await publish(day, await sameDay(loadWeather(), day));
  },
);
