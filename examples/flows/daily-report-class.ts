/**
 * Lesson 2: the daily report again, as a class with decorators.
 *
 *     npx millrace run examples/flows/daily-report-class.ts
 *
 * A decorated method keeps its declared type, so its result is awaited as usual. Where futures are
 * wanted, `tasks(this)` shows the same methods as tasks.
 */

import { flow, logger, task } from "millrace";
import { type Day, startWeatherApi } from "../support/weather-api.js";

export class DailyReport {
  @task({ retries: 3, retryDelay: "2s" })
  async fetchData(url: string): Promise<Day[]> {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return (await response.json()) as Day[];
  }

  @task()
  async transform(days: Day[]): Promise<Record<string, number>> {
    const kinds: Record<string, number> = {};
    for (const day of days) kinds[day.weather] = (kinds[day.weather] ?? 0) + 1;
    logger().info(`${days.length} days of ${Object.keys(kinds).length} kinds`);
    return kinds;
  }

  @flow({ name: "daily-report-class" })
  async pipeline(city = "Seattle", days = 30): Promise<Record<string, number>> {
    await using api = await startWeatherApi();
    const raw = await this.fetchData(`${api.url}/weather?city=${city}&days=${days}`);
    return await this.transform(raw);
  }
}
