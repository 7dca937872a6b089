/**
 * Random flows run under the engine and are compared with their static graphs. The seed is fixed, so
 * that a change is judged by the same programs as the one before; `VITEST_SEED=7` takes others, and
 * `npx tsx bench/oracle.ts` thousands.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Loader } from "./load.js";
import { ratio } from "./report.js";
import { type Survey, survey, told } from "./survey.js";

const seed = Number(process.env.VITEST_SEED ?? 1);
const programs = 300;
let loader: Loader;
let found: Survey;

beforeAll(async () => {
  loader = await Loader.open();
  found = await survey(loader, { seed, programs });
  const figures = Object.entries(found.scores).map(
    ([name, score]) => `${name} ${ratio(score).toFixed(4)} (${score.all})`,
  );
  console.info(`oracle: ${programs} programs, seed ${seed}: ${figures.join(", ")}`);
}, 120_000);

afterAll(() => loader.close());

/** The first of the troubles, told so that it can be looked into. */
function first(...kinds: string[]): string | undefined {
  const trouble = found.troubles.find(({ kind }) => kinds.includes(kind));
  return trouble && told(trouble, seed);
}

describe(`${programs} random flows, seed ${seed}`, () => {
  test("none of them stops the analysis, the engine or the comparison", () => {
    expect(first("crash")).toBeUndefined();
  });

  test("every task run has its static node", () => {
    expect(first("missing node", "inexact node")).toBeUndefined();
    expect(found.scores.nodeRecall.all).toBeGreaterThan(2000);
  });

  test("what the graph calls certain is so in every world", () => {
    expect(
      first(
        "wrong always",
        "wrong always of an edge",
        "unreachable ran",
        "wrong times",
        "wrong exclusive",
      ),
    ).toBeUndefined();
    expect(found.scores.certainty.all).toBeGreaterThan(20_000);
  });

  test("the data and wait edges seen are in the graph, and those in the graph are seen", () => {
    expect(
      ratio(found.scores.edgeRecall),
      first("missing data edge", "missing wait edge"),
    ).toBeGreaterThanOrEqual(0.99);
    expect(
      ratio(found.scores.edgePrecision),
      first("false data edge", "false wait edge"),
    ).toBeGreaterThanOrEqual(0.95);
    expect(found.scores.edgeRecall.all).toBeGreaterThan(1000);
  });

  test("order seen follows from the graph, and order in the graph is kept", () => {
    expect(ratio(found.scores.orderRecall), first("missing order")).toBeGreaterThanOrEqual(0.99);
    expect(ratio(found.scores.orderPrecision), first("false order")).toBeGreaterThanOrEqual(0.99);
  });
});
