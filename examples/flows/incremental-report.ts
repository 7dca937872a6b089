/**
 * Lesson 11: do again only what has to be done again, as make does.
 *
 *     npx millrace run examples/flows/incremental-report.ts                # makes everything
 *     npx millrace run examples/flows/incremental-report.ts                # up to date
 *     rm examples/out/stocks/AAPL.json
 *     npx millrace run examples/flows/incremental-report.ts --dry-run      # what would run, and why
 *
 * `files` says what a task reads and writes. While that is as the task left it, and so are its source
 * and its arguments, the task is not run: its earlier result goes on to the next. Files are compared
 * by content, so a touch changes nothing; `--force` runs everything.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { flow, task } from "millrace";
import { dataset, readCsv } from "../support/datasets.js";

// Patterns start at the workspace root: the folder of examples/package.json.
const root = join(import.meta.dirname, "..");

export const extract = task(
  {
    runName: "extract {symbol}",
    files: { inputs: dataset("stocks.csv"), outputs: "out/stocks/{symbol}.json" },
  },
  async (symbol: string) => {
    const rows = await readCsv(dataset("stocks.csv"));
    const prices = rows.filter((row) => row.symbol === symbol).map((row) => Number(row.price));
    return save(`out/stocks/${symbol}.json`, JSON.stringify(prices));
  },
);

export const report = task(
  { files: (parts) => ({ inputs: parts, outputs: "out/stocks/report.md" }) },
  async (parts: string[]) => {
    const lines = await Promise.all(
      parts.map(async (part) => {
        const prices = JSON.parse(await readFile(join(root, part), "utf8")) as number[];
        return `- ${basename(part, ".json")}: ${Math.max(...prices)} at the highest`;
      }),
    );
    return save("out/stocks/report.md", `${lines.join("\n")}\n`);
  },
);

async function save(path: string, text: string): Promise<string> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
  return path;
}

export const incrementalReport = flow({ name: "incremental-report" }, () =>
  report(extract.map(["AAPL", "AMZN", "GOOG", "IBM", "MSFT"])),
);
