/**
 * Lesson 4: one task over many inputs, with progress.
 *
 *     npx millrace run examples/flows/airport-distances.ts
 *
 * `map` starts one task run an item. `unmapped` hands the same value to each of them. The panel and
 * the terminal show the 120 runs as one stacked node with counts.
 */
import { setTimeout as delay } from "node:timers/promises";
import { flow, progress, task, unmapped } from "millrace";
import { dataset, readCsv } from "../support/datasets.js";

interface Airport {
  code: string;
  name: string;
  latitude: number;
  longitude: number;
}

interface Nearest {
  from: string;
  to: string;
  kilometres: number;
}

export const readAirports = task(async (): Promise<Airport[]> => {
  const rows = await readCsv(dataset("airports.csv"));
  return rows.map((row) => ({
    code: row.iata ?? "",
    name: row.name ?? "",
    latitude: Number(row.latitude),
    longitude: Number(row.longitude),
  }));
});

export const pickHubs = task(async (airports: Airport[], count: number): Promise<Airport[]> => {
  const flights = new Map<string, number>();
  for (const row of await readCsv(dataset("flights-airport.csv"))) {
    flights.set(row.origin ?? "", (flights.get(row.origin ?? "") ?? 0) + Number(row.count));
  }
  return airports
    .filter((airport) => flights.has(airport.code))
    .sort((a, b) => (flights.get(b.code) ?? 0) - (flights.get(a.code) ?? 0))
    .slice(0, count);
});

export const nearest = task(
  { runName: "nearest-{hub.code}" },
  async (hub: Airport, airports: Airport[]): Promise<Nearest> => {
    let best: Nearest = { from: hub.code, to: "", kilometres: Number.POSITIVE_INFINITY };
    for (const [index, airport] of airports.entries()) {
      const kilometres = greatCircle(hub, airport);
      if (airport.code !== hub.code && kilometres < best.kilometres) {
        best = { from: hub.code, to: airport.code, kilometres };
      }
      if (index % 1000 === 0) {
        progress(index, airports.length);
        await delay(20); // a breath, so that there is something to watch
      }
    }
    progress(airports.length, airports.length);
    return best;
  },
);

export const loneliest = task((found: Nearest[]): Nearest[] =>
  found.toSorted((a, b) => b.kilometres - a.kilometres).slice(0, 5),
);

export const airportDistances = flow({ name: "airport-distances", maxTasks: 16 }, (count = 120) => {
  const airports = readAirports();
  const hubs = pickHubs(airports, count);
  const found = nearest.map(hubs, unmapped(airports));
  return loneliest(found);
});

/** The haversine distance in kilometres. */
function greatCircle(a: Airport, b: Airport): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const dLatitude = radians(b.latitude - a.latitude);
  const dLongitude = radians(b.longitude - a.longitude);
  const h =
    Math.sin(dLatitude / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLongitude / 2) ** 2;
  return 12_742 * Math.asin(Math.sqrt(h));
}
