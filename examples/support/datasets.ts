/** Finds and reads the public data sets of the npm package `vega-datasets`. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { csvParse } from "d3-dsv";

/** The path of a data set, such as `weather.csv`. */
export function dataset(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve("vega-datasets")));
}

/** Reads a CSV file; every value is a string, by column name. */
export async function readCsv(path: string): Promise<Record<string, string>[]> {
  return csvParse(await readFile(path, "utf8")) as Record<string, string>[];
}

export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, "utf8")) as T;
}
