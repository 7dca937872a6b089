/**
 * Lesson 6: a service that fails now and then.
 *
 *     npx millrace run examples/flows/flaky-http.ts
 *
 * The API refuses the first two requests. `retryIf` tries again only what a second try can mend, and
 * the waits grow with a jitter, so that a hundred clients do not come back at the same instant. Ask
 * for a city nobody has heard of (-p city=Atlantis) and it fails at once, without a retry.
 */

import { exponential, flow, task } from "millrace";
import { type Day, startWeatherApi } from "../support/weather-api.js";

class HttpError extends Error {
  override name = "HttpError";

  constructor(
    readonly status: number,
    body: string,
  ) {
    super(`${status}: ${body}`);
  }
}

export const fetchWeather = task(
  {
    retries: 4,
    retryDelay: exponential(0.2, { max: 5, jitter: 0.5 }),
    retryIf: (error) => error instanceof HttpError && error.status >= 500,
    timeout: "10s",
  },
  async (url: string): Promise<Day[]> => {
    const response = await fetch(url);
    if (!response.ok) throw new HttpError(response.status, await response.text());
    return (await response.json()) as Day[];
  },
);

export const windiest = task(
  (days: Day[]): Day => days.reduce((a, b) => (b.wind > a.wind ? b : a)),
);

export const flakyHttp = flow({ name: "flaky-http" }, async (city = "Seattle") => {
  await using api = await startWeatherApi({ failures: 2 });
  const days = fetchWeather(`${api.url}/weather?city=${encodeURIComponent(city)}&days=365`);
  return await windiest(days);
});
