/**
 * What the diagnostics of one flow file cost once it is analysed: of each example, and of random
 * flows. In processor time, so that a busy machine does not change the figure.
 *
 *     npx tsx bench/diagnostics.ts
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { createAnalyzer } from "../server/src/analysis/index.js";
import { type Codebase, diagnose } from "../server/src/diagnostics/index.js";
import { hostOf } from "../test/oracle/oracle.js";
import { print as printed } from "../test/oracle/print.js";
import { program } from "../test/oracle/program.js";
import { median, print } from "./measure/figure.js";

const bench = "diagnostics";
const budget = 5;
const rounds = 30;
const programs = 500;

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const folder = `${root}/examples/flows`;
const analyzer = createAnalyzer({
  root,
  read: (path) =>
    /\.\w+$/.test(path) && existsSync(path) ? readFileSync(path, "utf8") : undefined,
  exists: existsSync,
});
const files = readdirSync(folder).map((name) => `${folder}/${name}`);
const examples = { analyzer, files };

for (let round = 0; round < rounds; round++) for (const file of files) milliseconds(examples, file);
const perExample = files.map((file) =>
  median(Array.from({ length: rounds }, () => milliseconds(examples, file))),
);
report("example", perExample);

const perProgram = fc.sample(program, { seed: 1, numRuns: programs }).map((each) => {
  const random = createAnalyzer(hostOf(printed(each), "/w"));
  const codebase = { analyzer: random, files: [] };
  // The median of a few: a collection of garbage belongs to whoever made it.
  return median([1, 2, 3].map(() => milliseconds(codebase, "/w/flow.ts")));
});
report("random_flow", perProgram);

function milliseconds(codebase: Codebase, file: string): number {
  codebase.analyzer.analyzeFile(file);
  const { user, system } = process.cpuUsage();
  diagnose(codebase, file);
  const spent = process.cpuUsage({ user, system });
  return (spent.user + spent.system) / 1000;
}

function report(what: string, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)] as number;
  print({ bench, figure: `cpu_ms_per_${what}`, value: median(values), budget, n: values.length });
  print({ bench, figure: `cpu_ms_per_${what}_p95`, value: p95, n: values.length });
}
