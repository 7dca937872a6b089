/**
 * Lesson 1: a flow is a function that calls tasks.
 *
 *     npx millrace run examples/flows/daily-report.ts -p city="New York"
 *
 * Calling a task starts it at once and gives a future. A future goes straight in where a value is
 * expected: that is the edge from one task to the next, and the compiler checks its type.
 */

import { flow, task } from "millrace";
import { type Day, startWeatherApi } from "../support/weather-api.js";

interface Report {
  days: number;
  warmest: string;
  rainyDays: number;
  meanHigh: number;
}

export const fetchData = task(
  { retries: 3, retryDelay: "2s", timeout: "10s" },
  async (url: string): Promise<Day[]> => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return (await response.json()) as Day[];
  },
);

export const transform = task((days: Day[]): Report => {
  const warmest = days.reduce((best, day) => (day.temp_max > best.temp_max ? day : best));
  const highs = days.reduce((sum, day) => sum + day.temp_max, 0);
  return {
    days: days.length,
    warmest: warmest.date,
    rainyDays: days.filter((day) => day.precipitation > 0).length,
    meanHigh: Math.round((highs / days.length) * 10) / 10,
  };
});

export const render = task((city: string, report: Report) =>
  [
    `# Weather in ${city}, last ${report.days} days`,
    "",
    `- mean high ${report.meanHigh} °C`,
    `- warmest day ${report.warmest}`,
    `- ${report.rainyDays} days with rain`,
  ].join("\n"),
);

export const dailyReport = flow(
  { name: "daily-report" },
  async (city: "Seattle" | "New York" = "Seattle", days = 30) => {
    await using api = await startWeatherApi();
    const raw = fetchData(`${api.url}/weather?city=${encodeURIComponent(city)}&days=${days}`);
    const report = transform(raw);
    return await render(city, report);
  },
);
