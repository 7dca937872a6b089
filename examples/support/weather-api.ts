/**
 * A small HTTP API over the weather data set, on the loopback interface, so that the examples fetch
 * for real without leaving the machine.
 *
 * `GET /weather?city=Seattle&days=7` answers the last days of that city as JSON. With `failures: n`
 * the first n requests of each path are answered with 503, as a service under load would.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dataset, readCsv } from "./datasets.js";

export interface WeatherApi extends AsyncDisposable {
  url: string;
}

export interface Day {
  location: string;
  date: string;
  precipitation: number;
  temp_max: number;
  temp_min: number;
  wind: number;
  weather: string;
}

export async function startWeatherApi({ failures = 0 } = {}): Promise<WeatherApi> {
  const days = (await readCsv(dataset("weather.csv"))).map(toDay);
  const refused = new Map<string, number>();

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const soFar = refused.get(url.href) ?? 0;
    if (soFar < failures) {
      refused.set(url.href, soFar + 1);
      response.writeHead(503, { "retry-after": "1" }).end("busy, try again");
      return;
    }
    const city = url.searchParams.get("city");
    const matching = days.filter((day) => day.location === city);
    if (matching.length === 0) {
      response.writeHead(404).end(`no weather for ${city}`);
      return;
    }
    const count = Number(url.searchParams.get("days") ?? matching.length);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(matching.slice(-count)));
  });

  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function toDay(row: Record<string, string>): Day {
  return {
    location: row.location ?? "",
    date: row.date ?? "",
    precipitation: Number(row.precipitation),
    temp_max: Number(row.temp_max),
    temp_min: Number(row.temp_min),
    wind: Number(row.wind),
    weather: row.weather ?? "",
  };
}
