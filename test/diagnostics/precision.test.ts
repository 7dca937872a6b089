import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createAnalyzer } from "../../server/src/analysis/index.js";
import { diagnose } from "../../server/src/diagnostics/index.js";
import { hostOf } from "../oracle/oracle.js";
import { print } from "../oracle/print.js";
import { program } from "../oracle/program.js";

/**
 * What random programs are made of on purpose: calls whose result is dropped, races, empty catches,
 * tasks handed to `map`. They run, so whatever else an error or a warning says of them is wrong.
 */
const MADE_ON_PURPOSE = new Set(["MR201", "MR202", "MR207", "MR209", "MR213"]);

test("random flows have no faults but those they are made with", () => {
  for (const each of fc.sample(program, { seed: 20_26, numRuns: 50 })) {
    const sources = print(each);
    const analyzer = createAnalyzer(hostOf(sources, "/w"));
    const files = Object.keys(sources).map((name) => `/w/${name}`);
    for (const file of files) {
      const wrong = diagnose({ analyzer, files }, file).filter(
        ({ code, severity }) =>
          (severity === "error" || severity === "warning") && !MADE_ON_PURPOSE.has(code),
      );
      expect(wrong, sources[file.slice("/w/".length)]).toEqual([]);
    }
  }
}, 60_000);
