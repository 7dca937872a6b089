/**
 * Lesson 5: flows made of flows.
 *
 *     npx millrace run examples/flows/nightly.ts:nightly
 *
 * A flow called in a flow is a subflow: a run of its own, with its own page in the history, and a
 * group of tasks in its parent. The clean-up waits for both without using their results: `waitFor`.
 */

import { flow, logger, task } from "millrace";
import { dataset, readCsv, readJson } from "../support/datasets.js";

interface Movie {
  Title: string | null;
  "Worldwide Gross": number | null;
  "Production Budget": number | null;
}

interface Summary {
  name: string;
  rows: number;
  note: string;
}

export const loadMovies = task(() => readJson<Movie[]>(dataset("movies.json")));

export const rankByReturn = task((movies: Movie[]): Summary => {
  const known = movies.flatMap((movie) => {
    const { Title: title, "Worldwide Gross": gross, "Production Budget": budget } = movie;
    return title && gross && budget ? [{ title: String(title), ratio: gross / budget }] : [];
  });
  const best = known.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  return { name: "movies", rows: known.length, note: `best return: ${best.title}` };
});

export const movies = flow({ name: "nightly-movies" }, () => rankByReturn(loadMovies()));

export const loadPrices = task(() => readCsv(dataset("stocks.csv")));

export const yearlyHighs = task((rows: Record<string, string>[]): Summary => {
  const highs = new Map<string, number>();
  for (const { symbol = "", price } of rows) {
    highs.set(symbol, Math.max(highs.get(symbol) ?? 0, Number(price)));
  }
  const note = [...highs].map(([symbol, high]) => `${symbol} ${high}`).join(", ");
  return { name: "stocks", rows: rows.length, note };
});

export const stocks = flow({ name: "nightly-stocks" }, () => yearlyHighs(loadPrices()));

export const publish = task((summaries: Summary[]): string[] =>
  summaries.map(({ name, rows, note }) => `${name}: ${rows} rows, ${note}`),
);

export const cleanUp = task(() => {
  logger().info("temporary tables dropped");
});

export const nightly = flow({ name: "nightly", retries: 1 }, async () => {
  const movieSummary = movies();
  const stockSummary = stocks();
  const lines = publish([movieSummary, stockSummary]);
  await cleanUp.with({ waitFor: [lines] })();
  return lines;
});
