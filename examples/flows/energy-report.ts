/**
 * Lesson 3: from several files to one report, in parallel where nothing orders the work.
 *
 *     npx millrace run examples/flows/energy-report.ts
 *
 * The three readers have nothing to do with one another, so they run at the same time. `write`
 * needs all three tables: three edges come in.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { artifact, flow, task } from "millrace";
import { dataset, readCsv } from "../support/datasets.js";

interface Trend {
  subject: string;
  from: number;
  to: number;
  unit: string;
}

export const readElectricity = task({ tags: ["io"] }, async (): Promise<Trend> => {
  const rows = await readCsv(dataset("iowa-electricity.csv"));
  const renewables = rows.filter((row) => row.source === "Renewables");
  return trend("Electricity from renewables, Iowa", renewables, "net_generation", "GWh a year");
});

export const readCarbonDioxide = task({ tags: ["io"] }, async (): Promise<Trend> => {
  const rows = await readCsv(dataset("co2-concentration.csv"));
  return trend("Carbon dioxide in the air, Mauna Loa", rows, "adjusted CO2", "ppm");
});

export const readTemperature = task({ tags: ["io"] }, async (): Promise<Trend> => {
  const rows = await readCsv(dataset("global-temp.csv"));
  return trend("Global temperature anomaly", rows, "temp", "°C");
});

export const compose = task((trends: Trend[]): string => {
  const lines = trends.map(
    ({ subject, from, to, unit }) => `| ${subject} | ${from} | ${to} | ${unit} |`,
  );
  return ["| series | first | last | unit |", "|---|---|---|---|", ...lines].join("\n");
});

export const write = task(async (markdown: string, path: string): Promise<string> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `# Energy and climate\n\n${markdown}\n`);
  artifact.markdown("energy-report", markdown);
  return path;
});

export const energyReport = flow({ name: "energy-report" }, (output = "out/energy.md") => {
  const electricity = readElectricity();
  const carbonDioxide = readCarbonDioxide();
  const temperature = readTemperature();
  const table = compose([electricity, carbonDioxide, temperature]);
  return write(table, resolve(output));
});

function trend(
  subject: string,
  rows: Record<string, string>[],
  column: string,
  unit: string,
): Trend {
  const values = rows.map((row) => Number(row[column])).filter(Number.isFinite);
  const [from, to] = [values[0], values.at(-1)];
  if (from === undefined || to === undefined) {
    throw new Error(`${subject}: no number in column "${column}"`);
  }
  return { subject, from, to, unit };
}
